// Groups, and who is in them.

import { h, when } from '../account/pages/ui.js';
import { act, button, change, confirms, form, get, head, place, table } from './kit.js';

export async function show({ again }) {
  const does = (work, done) => () => act(async () => {
    const result = await work();
    if (result !== undefined) await again();
    return result;
  }, done);
  const make = does(() => form({
    title: 'New group',
    fields: [
      { name: 'name', label: 'Name', required: true, max: 64, hint: 'Letters, digits and . _ : - ; it is in the access tokens of its members.' },
      { name: 'description', label: 'Description' },
    ],
    button: 'Create',
    send: typed => change('POST', '/admin/groups', typed),
  }), 'Created.');
  const describe = group => does(() => form({
    title: `Describe ${group.name}`,
    fields: [{ name: 'description', label: 'Description', value: group.description }],
    button: 'Save',
    send: typed => change('PATCH', `/admin/groups/${group.name}`, typed, { tagged: `/admin/groups/${group.name}` }),
  }), 'Saved.');
  const remove = group => does(() => confirms(`Delete ${group.name}?`, 'All members lose the rights of this group.', 'Delete',
    () => change('DELETE', `/admin/groups/${group.name}`, undefined, { tagged: `/admin/groups/${group.name}` }).then(() => true)), 'Deleted.');
  return [
    head('Groups', 'Access tokens and /forward-auth name the groups of an account.', button('New group', make, { class: 'primary' })),
    await table({
      label: 'Groups',
      none: 'There is no group yet. Every account is in “user”; superusers are in “superuser”.',
      load: async after => {
        const { groups, next } = await get('/admin/groups', { after });
        return { rows: groups, next };
      },
      columns: [
        ['Name', group => h('a', { href: place('accounts', { group: group.name }) }, group.name)],
        ['Description', group => group.description],
        ['Since', group => when(group.created_at)],
        ['', group => [button('Describe', describe(group), { class: 'low plain', 'aria-label': `Describe ${group.name}` }),
          group.name !== 'superuser' && button('Delete', remove(group), { class: 'low plain danger', 'aria-label': `Delete ${group.name}` })], 'right'],
      ],
    }),
  ];
}
