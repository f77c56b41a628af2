// One account: who it is, how it is protected, where it is signed in, what happened to it, and what an operator may do.

import { ago, date, device, h, moment, save, when } from '../account/pages/ui.js';
import { STATES } from './accounts.js';
import { eventTable } from './audit.js';
import { spans } from './charts.js';
import { act, button, card, change, confirms, facts, form, get, head, pill, place } from './kit.js';

const MONTH = 30 * 24 * 3600_000;

export async function person(id, { again }) {
  const own = `/admin/accounts/${encodeURIComponent(id)}`;
  const [account, security, { sessions, next }, { limits }] = await Promise.all([
    get(own), get(`${own}/security`), get(`${own}/sessions`), get(`${own}/limits`)]);
  const state = account.active ? 'active' : 'disabled';

  /** Acts, says so, and shows the account as it is then. */
  const does = (work, done) => () => act(async () => {
    const result = await work();
    if (result !== undefined) await again();
    return result;
  }, done);
  const sure = (title, text, label, method, path, done, more) =>
    does(() => confirms(title, text, label, () => change(method, path, undefined, more).then(() => true)), done);

  const edit = does(() => form({
    title: 'Change the account',
    fields: [
      { name: 'username', label: 'Username', value: account.username, required: true },
      { name: 'email', label: 'E-mail address', type: 'email', value: account.email ?? '', hint: 'A new address counts as not verified.' },
      { name: 'first_name', label: 'First name', value: account.first_name },
      { name: 'last_name', label: 'Last name', value: account.last_name },
    ],
    button: 'Save',
    send: typed => change('PATCH', own, typed, { tagged: own }),
  }), 'Saved.');
  const grant = does(() => form({
    title: 'Add to a group',
    fields: [{ name: 'group', label: 'Group', required: true, max: 64, hint: 'superuser has all rights.' }],
    button: 'Add',
    send: ({ group }) => change('POST', `${own}/groups/grant`, { groups: [group] }),
  }), 'Added.');
  const revoke = group => does(() => confirms(`Remove from ${group}?`, 'It no longer has the rights of this group.', 'Remove',
    () => change('POST', `${own}/groups/revoke`, { groups: [group] })), 'Removed.');
  const download = () => act(async () => {
    save(`account-${account.id}.json`, JSON.stringify(await get(`${own}/export`), undefined, 2), 'application/json');
    return true;
  }, 'Downloaded.');

  const groups = account.groups.filter(group => group !== 'user');
  return [
    head(account.username, [account.full_name !== account.username && `${account.full_name} · `, 'since ', date(account.joined_at), ' ', pill(state, STATES[state])],
      button('Change', edit),
      account.active
        ? button('Disable', sure(`Disable ${account.username}?`, 'The user can no longer sign in, and all sessions end.', 'Disable', 'POST', `${own}/disable`, 'Disabled.'), { class: 'danger' })
        : button('Enable', does(() => change('POST', `${own}/enable`).then(() => true), 'Enabled.'))),
    limits.length > 0 && h('div', { class: 'alert mind' },
      h('div', {}, h('p', {}, h('strong', {}, 'Locked out. '), 'After too many failed attempts, the user has to wait until ', moment(limits.map(limit => limit.until).toSorted().at(-1)), '.')),
      button('Unlock', does(() => change('DELETE', `${own}/limits`).then(() => true), 'Unlocked: the user can try again.'), { class: 'low' })),
    h('div', { class: 'two' },
      card('Profile', facts([
        ['Id', String(account.id)],
        ['E-mail address', account.email && [account.email, ' ', account.email_verified_at ? pill('verified', 'good') : pill('not verified', 'warn')]],
        ['First name', account.first_name],
        ['Last name', account.last_name],
        ['Language', account.language],
        ['Former id', security.former_id],
        ['Groups', h('span', { class: 'pills' }, groups.map(group => h('span', { class: `pill ${group === 'superuser' ? 'accent' : ''}` }, group,
          h('button', { type: 'button', 'aria-label': `Remove from ${group}`, onclick: revoke(group) }, '×'))), button('Add', grant, { class: 'low plain' }))],
      ])),
      card('Sign-in', facts([
        ['Password', security.password_scheme],
        ['Changed', security.password_changed_at && when(security.password_changed_at)],
        ['Second step', security.second_factors.length > 0
          ? security.second_factors.map(({ name, kind, last_used_at: last }) => h('div', {}, name, ' ', pill(kind), h('small', {}, last ? ` last used ${ago(last)}` : ' never used')))
          : 'none'],
        ['Recovery codes', security.second_factors.length > 0 && `${security.recovery_codes_left} left`],
      ].filter(([, value]) => value)),
      security.second_factors.length > 0 && h('p', {}, button('Reset second step', sure(`Reset the second step of ${account.username}?`,
        'All apps, passkeys and recovery codes are removed, so the password alone signs in. Make sure first that the person who asks is the user.', 'Reset', 'DELETE', `${own}/factors`, 'Removed.'), { class: 'low danger' })))),
    h('section', { class: 'card' },
      h('div', { class: 'top' }, h('div', {}, h('h2', {}, 'Sessions')),
        sessions.length > 0 && button('End all', sure('End all sessions?', 'The user is signed out everywhere.', 'End all', 'DELETE', `${own}/sessions`, 'Ended.'), { class: 'low danger' })),
      sessions.length === 0 ? h('p', { class: 'none' }, 'The user is not signed in.') : sessionsOf(sessions, next, own, does)),
    h('div', { class: 'top' }, h('div', {}, h('h2', {}, 'Events of 30 days')), h('a', { href: place('audit', { account: account.id, days: 30 }) }, 'In the audit log')),
    await eventTable({ account: account.id, since: new Date(Date.now() - MONTH).toISOString(), limit: 10 }, { ofOne: true }),
    card('Data', h('ul', { class: 'rows' },
      h('li', {}, h('div', { class: 'what' }, h('strong', {}, 'Export'), h('small', {}, 'All that is stored about this person, for a data protection request.')), h('div', { class: 'actions' }, button('Export', download, { class: 'low' }))),
      h('li', {}, h('div', { class: 'what' }, h('strong', {}, 'Delete'), h('small', {}, 'The account and all its data, for good.')),
        h('div', { class: 'actions' }, button('Delete', () => remove(account, own), { class: 'low danger' }))))),
  ].filter(Boolean);
}

/** @param next where the next page begins */
function sessionsOf(sessions, next, own, does) {
  const list = h('ul', { class: 'rows' }, sessions.map(session => sessionRow(session, does)));
  const more = button('Show more', () => act(async () => {
    const page = await get(`${own}/sessions`, { after: next });
    next = page.next;
    more.hidden = !next;
    list.append(...page.sessions.map(session => sessionRow(session, does)));
  }), { class: 'low', hidden: !next });
  const time = text => new Date(text).getTime();
  return [
    spans('Sessions', sessions.map(session => ({
      name: device(session.user_agent).name,
      spans: [
        [time(session.opened_at), time(session.last_used_at), 'a', `opened ${moment(session.opened_at)}, last used ${moment(session.last_used_at)}`],
        [time(session.last_used_at), time(session.expires_at), 'a faint', `ends ${moment(session.expires_at)} if it is not used`],
      ],
    })), [['used', 'a'], ['until it expires', 'a faint']]),
    list, more,
  ];
}

function sessionRow({ id, user_agent: agent, address, last_used_at: last }, does) {
  const { name } = device(agent);
  return h('li', {}, h('div', { class: 'what' }, h('strong', {}, name), h('small', {}, address ?? '', ' · last used ', when(last))),
    h('div', { class: 'actions' }, button('End', does(() => change('DELETE', `/admin/sessions/${id}`).then(() => true), 'Ended.'), { class: 'low plain danger', 'aria-label': `End: ${name}, ${address ?? ''}` })));
}

const remove = (account, own) => act(async () => {
  const gone = await form({
    title: `Delete ${account.username}?`,
    text: `The account is deleted with all its data. This cannot be undone. Type ${account.username} to confirm.`,
    fields: [{ name: 'typed', label: 'Username', required: true }],
    button: 'Delete',
    danger: true,
    send: async ({ typed }) => {
      if (typed !== account.username) throw new Error('This is not the username.');
      await change('DELETE', own, undefined, { tagged: own });
      return true;
    },
  });
  if (gone) location.hash = place('accounts');
  return gone;
}, 'Deleted.');
