// All accounts, found as one types; and one of them.

import { h, when } from '../account/pages/ui.js';
import { act, button, change, filters, form, get, head, pill, place, table } from './kit.js';
import { person } from './person.js';

export const STATES = { active: 'good', disabled: 'bad', invited: 'warn' };
const FACTORS = { totp: 'app', passkey: 'passkey' };

export async function show(view) {
  return view.rest[0] ? person(view.rest[0], view) : list(view);
}

async function list({ query, again }) {
  const holder = h('div');
  let latest = 0;
  async function fill(chosen) {
    const mine = ++latest;
    const made = await table({
      label: 'Accounts',
      none: 'No account fits.',
      load: async after => {
        const { accounts, next } = await get('/admin/accounts', { ...chosen, after });
        return { rows: accounts, next };
      },
      columns: [
        ['Username', row => [h('a', { href: place(`accounts/${row.id}`) }, row.username), row.full_name && row.full_name !== row.username && h('small', {}, row.full_name)]],
        ['E-mail address', row => row.email ?? ''],
        ['State', row => pill(row.state, STATES[row.state])],
        ['Groups', row => row.groups.filter(group => group !== 'user').map(group => pill(group, group === 'superuser' ? 'accent' : ''))],
        ['Second step', row => row.second_factors.map(factor => FACTORS[factor] ?? factor).join(', ')],
        ['Since', row => when(row.joined_at)],
      ],
    });
    if (mine === latest) holder.replaceChildren(made);
  }
  const changed = chosen => act(async () => {
    history.replaceState(null, '', place('accounts', chosen));
    await fill(chosen);
  });
  await fill(Object.fromEntries(query));
  return [
    head('Accounts', undefined, button('Invite a user', () => act(() => invite(again), 'The invitation is on its way.'), { class: 'primary' })),
    filters([
      { name: 'search', label: 'Username, e-mail address or name', wide: true },
      { name: 'group', label: 'Group' },
      { name: 'state', label: 'State', choices: [['', 'any'], ['active', 'active'], ['disabled', 'disabled'], ['invited', 'invited']] },
      { name: 'factor', label: 'Second step', choices: [['', 'any or none'], ['any', 'any'], ['none', 'none'], ['totp', 'app'], ['passkey', 'passkey']] },
    ], query, changed),
    holder,
  ];
}

async function invite(again) {
  const made = await form({
    title: 'Invite a user',
    text: 'The user gets a mail with a link to choose a password.',
    fields: [
      { name: 'email', label: 'E-mail address', type: 'email', required: true, max: 254 },
      { name: 'username', label: 'Username', hint: 'Empty for the e-mail address.' },
    ],
    button: 'Send invitation',
    send: ({ email, username }) => change('POST', '/admin/accounts/invitations', { email, ...(username && { username }) }),
  });
  if (made) await again();
  return made;
}
