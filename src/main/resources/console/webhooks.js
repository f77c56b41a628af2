// Receivers of audit events, and what became of each event that was sent to them.

import { copy, h, notice, when } from '../account/pages/ui.js';
import { KINDS } from './audit.js';
import { act, button, change, confirms, filters, form, get, head, pill, place, table } from './kit.js';

const STATES = { delivered: 'good', waiting: 'warn', failed: 'bad' };

export const show = ({ rest: [id], query, again }) => (id ? showDeliveries(`/admin/webhooks/${id}`, query, again) : showWebhooks());

async function showWebhooks() {
  const once = h('div', { 'aria-live': 'polite' });
  const holder = h('div');
  const does = (work, done) => () => act(async () => {
    const result = await work();
    if (result !== undefined) await list();
    return result;
  }, done);
  const showSecret = ({ url, secret }) => once.replaceChildren(h('div', { class: 'secret-once' },
    h('strong', {}, `Secret for ${url}. It is shown only now.`), h('code', {}, secret), button('Copy', () => copy(secret), { class: 'low' })));
  const fields = ({ description = '', kinds = [] }) => [
    { name: 'description', label: 'Description', value: description },
    { name: 'kinds', label: 'Events; none for all', type: 'choices', choices: KINDS.toSorted(), value: kinds },
  ];
  const make = does(() => form({
    title: 'New webhook',
    fields: [{ name: 'url', label: 'URL', type: 'url', required: true, max: 2000, hint: 'Receives events by POST.' }, ...fields({})],
    button: 'Create',
    send: async typed => {
      showSecret(await change('POST', '/admin/webhooks', typed));
      return true;
    },
  }), 'Created.');
  const path = webhook => `/admin/webhooks/${webhook.id}`;
  const edit = webhook => does(() => form({
    title: `Change ${webhook.url}`,
    fields: fields(webhook),
    button: 'Save',
    send: typed => change('PATCH', path(webhook), typed, { tagged: path(webhook) }),
  }), 'Saved.');
  const toggle = webhook => does(async () => {
    await change('POST', `${path(webhook)}/${webhook.enabled ? 'disable' : 'enable'}`);
    return true;
  }, webhook.enabled ? 'Disabled.' : 'Enabled.');
  const attempt = webhook => () => act(async () => notice((await change('POST', `${path(webhook)}/test`)).detail));
  const renew = webhook => does(() => confirms(`New secret for ${webhook.url}?`, 'Messages have two signatures until the secret before ends.', 'Make a new secret', async () => {
    showSecret(await change('POST', `${path(webhook)}/secret`));
    return true;
  }), 'The new secret is above.');
  const remove = webhook => does(() => confirms(`Delete ${webhook.url}?`, 'Events that wait for it are not sent.', 'Delete',
    () => change('DELETE', path(webhook), undefined, { tagged: path(webhook) }).then(() => true)), 'Deleted.');
  async function list() {
    const { webhooks } = await get('/admin/webhooks');
    holder.replaceChildren(await table({
      label: 'Webhooks',
      none: 'There is no webhook yet.',
      first: { rows: webhooks },
      columns: [
        ['Webhook', webhook => [h('a', { href: place(`webhooks/${webhook.id}`) }, webhook.url), h('small', {}, webhook.description)]],
        ['State', webhook => [
          webhook.enabled ? pill('enabled', 'good') : pill('disabled', 'bad'),
          webhook.former_secret_until && pill('two secrets', 'warn'),
          webhook.disabled_because && h('small', {}, webhook.disabled_because),
        ]],
        ['Events', webhook => (webhook.kinds.length > 0 ? webhook.kinds.map(kind => pill(kind)) : 'all')],
        ['Made', webhook => when(webhook.created_at)],
        ['', webhook => [['Test', attempt], ['Change', edit], [webhook.enabled ? 'Disable' : 'Enable', toggle], ['New secret', renew], ['Delete', remove]].map(([label, work]) =>
          button(label, work(webhook), { class: `low plain${label === 'Delete' ? ' danger' : ''}`, 'aria-label': `${label}: ${webhook.url}` })), 'right'],
      ],
    }));
  }
  await list();
  return [
    head('Webhooks', 'They get events of the audit log.', button('New webhook', make, { class: 'primary' })),
    once, holder,
  ];
}

async function showDeliveries(path, query, again) {
  const webhook = await get(path);
  const does = (work, done) => () => act(async () => {
    const result = await work();
    if (result !== undefined) await again();
    return result;
  }, done);
  const replay = does(() => form({
    title: 'Send events again',
    text: 'All events of this time are sent, also those that were delivered.',
    fields: [{ name: 'from', label: 'From', type: 'datetime-local', required: true }, { name: 'until', label: 'Until; empty for now', type: 'datetime-local' }],
    button: 'Send again',
    send: async ({ from, until }) => {
      const moment = typed => (typed ? new Date(typed).toISOString() : undefined);
      await change('POST', `${path}/replay`, { from: moment(from), until: moment(until) });
      return true;
    },
  }), 'The events are due now.');
  const retry = delivery => does(async () => {
    await change('POST', `${path}/deliveries/${delivery.id}/retry`);
    return true;
  }, 'It is due now.');
  return [
    head(webhook.url, 'Deliveries of the last week.', button('Send events again', replay)),
    filters([{ name: 'state', label: 'State', choices: [['', 'any'], ...Object.keys(STATES).map(state => [state, state])] }], query,
      chosen => { location.hash = place(`webhooks/${webhook.id}`, chosen); }),
    await table({
      label: 'Deliveries',
      none: 'No delivery fits.',
      load: async after => {
        const { deliveries, next } = await get(`${path}/deliveries`, { state: query.get('state'), after });
        return { rows: deliveries, next };
      },
      columns: [
        ['Event', delivery => [delivery.kind.toLowerCase().replaceAll('_', ' '), h('small', {}, `event ${delivery.event}`)]],
        ['State', delivery => pill(delivery.state, STATES[delivery.state])],
        ['Stored', delivery => when(delivery.created_at)],
        ['Attempts', delivery => [String(delivery.attempts), delivery.next_attempt_at && h('small', {}, 'next ', when(delivery.next_attempt_at))]],
        ['Last answer', delivery => [delivery.status ?? '', delivery.failure && h('small', {}, delivery.failure)]],
        ['', delivery => delivery.state !== 'waiting' && button('Send again', retry(delivery), { class: 'low', 'aria-label': `Send again: event ${delivery.event}` }), 'right'],
      ],
    }),
  ];
}
