// Programs that may use the admin API. A secret is shown once.

import { copy, h, when } from '../account/pages/ui.js';
import { act, button, change, confirms, form, get, head, pill, table } from './kit.js';

const SCOPES = ['accounts:read', 'accounts:write', 'accounts:export', 'superusers:write', 'sessions:read', 'sessions:write', 'groups:read',
  'groups:write', 'clients:read', 'clients:write', 'keys:read', 'keys:write', 'audit:read', 'outbox:read', 'outbox:write', 'webhooks:read',
  'webhooks:write', 'limits:read', 'limits:write', 'overview:read', 'settings:read', 'tokens:read', 'tokens:write'];

export async function show({ again }) {
  const once = h('div', { 'aria-live': 'polite' });
  const does = (work, done) => () => act(async () => {
    const result = await work();
    if (result !== undefined) await list();
    return result;
  }, done);
  const showSecret = ({ id, secret }) => once.replaceChildren(h('div', { class: 'secret-once' },
    h('strong', {}, `Secret of ${id}. It is shown only now.`), h('code', {}, secret), button('Copy', () => copy(secret), { class: 'low' })));
  const make = does(() => form({
    title: 'New client',
    fields: [
      { name: 'id', label: 'Id', required: true, max: 64 },
      { name: 'name', label: 'Name', required: true, max: 100 },
      { name: 'scopes', label: 'Scopes', type: 'choices', choices: SCOPES },
    ],
    button: 'Create',
    send: async typed => {
      showSecret(await change('POST', '/admin/clients', typed));
      return true;
    },
  }), 'Created.');
  const path = client => `/admin/clients/${client.id}`;
  const edit = client => does(() => form({
    title: `Change ${client.id}`,
    fields: [
      { name: 'name', label: 'Name', value: client.name, required: true, max: 100 },
      { name: 'scopes', label: 'Scopes', type: 'choices', choices: SCOPES, value: client.scopes },
    ],
    button: 'Save',
    send: typed => change('PATCH', path(client), typed, { tagged: path(client) }),
  }), 'Saved.');
  const toggle = client => does(() => change('PATCH', path(client), { enabled: !client.enabled }, { tagged: path(client) }), client.enabled ? 'Disabled.' : 'Enabled.');
  const renew = client => does(() => confirms(`New secret for ${client.id}?`, 'The secret before is good for seven more days.', 'Make a new secret', async () => {
    showSecret(await change('POST', `${path(client)}/secret`));
    return true;
  }), 'The new secret is above.');
  const remove = client => does(() => confirms(`Delete ${client.id}?`, 'Its access tokens are good no more.', 'Delete',
    () => change('DELETE', path(client), undefined, { tagged: path(client) }).then(() => true)), 'Deleted.');
  const holder = h('div');
  async function list() {
    holder.replaceChildren(await table({
      label: 'Clients',
      none: 'There is no client yet.',
      load: async after => {
        const { clients, next } = await get('/admin/clients', { after });
        return { rows: clients, next };
      },
      columns: [
        ['Client', client => [client.id, h('small', {}, client.name)]],
        ['State', client => [client.enabled ? pill('enabled', 'good') : pill('disabled', 'bad'), client.former_secret_until && pill('two secrets', 'warn')]],
        ['Scopes', client => client.scopes.map(scope => pill(scope))],
        ['Last used', client => when(client.last_used_at) ?? 'never'],
        ['', client => [['Change', edit], [client.enabled ? 'Disable' : 'Enable', toggle], ['New secret', renew], ['Delete', remove]].map(([label, work]) =>
          button(label, work(client), { class: `low plain${label === 'Delete' ? ' danger' : ''}`, 'aria-label': `${label}: ${client.id}` })), 'right'],
      ],
    }));
  }
  await list();
  return [
    head('Clients', 'Programs that use the admin API.', button('New client', make, { class: 'primary' })),
    once, holder,
  ];
}
