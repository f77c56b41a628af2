// Who has to wait.

import { when } from '../account/pages/ui.js';
import { act, button, change, get, head, table } from './kit.js';

export async function show({ again }) {
  const reset = limit => () => act(async () => {
    await change('DELETE', `/admin/limits/${limit.id}`);
    await again();
    return true;
  }, 'The client can try again.');
  return [
    head('Rate limits', 'Who has to wait now. Names are stored as digests: find a locked-out user among the accounts.'),
    await table({
      label: 'Reached limits',
      none: 'No client has to wait.',
      load: async after => {
        const { limits, next } = await get('/admin/limits', { after });
        return { rows: limits, next };
      },
      columns: [
        ['Of', limit => limit.network ?? `a ${limit.limit}`],
        ['Counts', limit => limit.limit],
        ['Waits', limit => when(limit.until)],
        ['', limit => button('Unlock', reset(limit), { class: 'low', 'aria-label': `Unlock: ${limit.network ?? limit.limit}` }), 'right'],
      ],
    }),
  ];
}
