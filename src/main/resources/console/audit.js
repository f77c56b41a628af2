// The audit log, with its filters in the address.

import { h, moment, save } from '../account/pages/ui.js';
import { act, button, filters, get, head, pill, place, table } from './kit.js';

const OUTCOMES = { ACCEPTED: 'good', REFUSED: 'bad', THROTTLED: 'warn' };
const DAYS = [['1', 'a day'], ['7', '7 days'], ['30', '30 days'], ['90', '90 days']];
/** As the audit log calls them. */
export const KINDS = [
  'registration', 'login', 'refresh_reuse', 'refresh_replay', 'logout', 'session_end', 'sessions_end', 'password_change',
  'password_reset', 'mail_request', 'email_verified', 'email_change', 'email_change_undone', 'not_me', 'invitation', 'factor_added',
  'factor_removed', 'factors_reset', 'recovery_codes_made', 'recovery_code_used', 'device_remembered', 'device_forgotten',
  'account_change', 'account_deletion', 'account_disabled', 'account_enabled', 'account_promoted', 'account_demoted', 'group_created',
  'group_change', 'group_deleted', 'group_granted', 'group_revoked', 'key_made', 'key_rotation', 'key_compromised', 'client_login',
  'client_created', 'client_changed', 'client_secret', 'client_deleted', 'admin_refused', 'limit_reset', 'outbox_retry', 'migration',
  'import', 'personal_data_export', 'export', 'legacy_revocation', 'purge',
  'webhook_created', 'webhook_change', 'webhook_rotation', 'webhook_enabled', 'webhook_disabled', 'webhook_replay', 'webhook_test', 'webhook_deleted',
];
const COLUMNS = ['happened_at', 'kind', 'outcome', 'account', 'username', 'via', 'actor', 'operator', 'address', 'user_agent', 'session', 'request', 'detail'];

const words = name => name.toLowerCase().replaceAll('_', ' ');

export async function show({ query }) {
  const holder = h('div');
  let latest = 0;
  let chosen = Object.fromEntries(query);
  const asked = ({ days, ...more }) => ({ ...more, since: new Date(Date.now() - Number(days || 1) * 24 * 3600_000).toISOString() });
  async function fill() {
    const mine = ++latest;
    const made = await eventTable(asked(chosen));
    if (mine === latest) holder.replaceChildren(made);
  }
  const changed = typed => act(async () => {
    chosen = typed;
    history.replaceState(null, '', place('audit', chosen));
    await fill();
  });
  const csv = () => act(async () => {
    const { events, next } = await get('/admin/audit', { ...asked(chosen), limit: 200 });
    save('audit.csv', [COLUMNS, ...events.map(event => COLUMNS.map(name => event[name] ?? ''))].map(row => row.map(cell).join(',')).join('\r\n'), 'text/csv');
    return next ? 'more' : 'all';
  }, 'The newest 200 events that fit were saved.');
  await fill();
  return [
    head('Audit log', undefined, button('Save as CSV', csv)),
    filters([
      { name: 'days', label: 'Since', choices: DAYS },
      { name: 'kind', label: 'Kind', choices: [['', 'any'], ...KINDS.toSorted().map(kind => [kind, words(kind)])] },
      { name: 'outcome', label: 'Outcome', choices: [['', 'any'], ['accepted', 'accepted'], ['refused', 'refused'], ['throttled', 'throttled']] },
      { name: 'account', label: 'Account id', type: 'number' },
      { name: 'actor', label: 'Actor' },
    ], query, changed),
    holder,
  ];
}

/** Spreadsheets run a cell that begins like a formula. */
function cell(value) {
  const text = String(value);
  return `"${(/^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}

/** @param ofOne whether all are of one account */
export function eventTable(asked, { ofOne = false } = {}) {
  return table({
    label: 'Events',
    none: 'No event fits.',
    load: async after => {
      const { events, next } = await get('/admin/audit', { ...asked, after });
      return { rows: events, next };
    },
    columns: [
      ['When', event => moment(event.happened_at)],
      ['What', event => [words(event.kind), event.detail && h('small', {}, event.detail)]],
      ['Outcome', event => pill(words(event.outcome), OUTCOMES[event.outcome])],
      ...(ofOne ? [] : [['Account', event => (event.account ? h('a', { href: place(`accounts/${event.account}`) }, event.username ?? String(event.account)) : '')]]),
      ['By', event => [event.actor ?? event.operator ?? event.via, event.address && h('small', {}, event.address)]],
    ],
  });
}
