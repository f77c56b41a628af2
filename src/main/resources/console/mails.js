// Mails that wait or have failed, and why.

import { h, when } from '../account/pages/ui.js';
import { act, button, change, filters, get, head, pill, place, table } from './kit.js';

const STATES = { sent: 'good', waiting: 'warn', failed: 'bad' };

export async function show({ query, again }) {
  const does = (work, done) => () => act(async () => {
    await work();
    await again();
    return true;
  }, done);
  return [
    head('Mail', 'Of the last week.', button('Send all failed again', does(() => change('POST', '/admin/outbox/retry'), 'They are due now.'))),
    filters([{ name: 'sent', label: 'Show', choices: [['', 'waiting and failed'], ['true', 'all, with those that were sent']] }], query,
      chosen => { location.hash = place('mails', chosen); }),
    await table({
      label: 'Mails',
      none: 'No mail waits, and none has failed.',
      load: async after => {
        const { mails, next } = await get('/admin/outbox', { sent: query.get('sent'), after });
        return { rows: mails, next };
      },
      columns: [
        ['To', mail => [mail.recipient, h('small', {}, mail.kind.replaceAll('_', ' '))]],
        ['State', mail => pill(mail.state, STATES[mail.state])],
        ['Caused', mail => when(mail.created_at)],
        ['Attempts', mail => [String(mail.attempts), mail.next_attempt_at && mail.state === 'waiting' && h('small', {}, 'next ', when(mail.next_attempt_at))]],
        ['Last error', mail => mail.failure ?? ''],
        ['', mail => mail.state !== 'sent' && button('Send again', does(() => change('POST', `/admin/outbox/${mail.id}/retry`), 'It is due now.'),
          { class: 'low', 'aria-label': `Send again: ${mail.recipient}` }), 'right'],
      ],
    }),
  ];
}
