// The settings that are in force, and where each comes from.

import { h } from '../account/pages/ui.js';
import { filters, get, head, pill, place, table } from './kit.js';

export async function show({ query }) {
  const { settings } = await get('/admin/settings');
  const holder = h('div');
  async function fill({ search = '', from = '' }) {
    const words = search.toLowerCase();
    const rows = settings.filter(({ name, source }) => name.includes(words) && (from !== 'set' || source !== 'default'));
    holder.replaceChildren(await table({
      label: 'Settings',
      none: 'No setting fits.',
      first: { rows },
      columns: [
        ['Setting', setting => h('code', {}, setting.name)],
        ['Value', setting => (setting.hidden ? pill('hidden') : h('code', {}, setting.value ?? ''))],
        ['From', setting => pill(setting.source, setting.source === 'default' ? '' : 'accent')],
      ],
    }));
  }
  await fill(Object.fromEntries(query));
  return [
    head('Settings', 'As they are in force in the replica that answers. They change with its environment or files, at a start.'),
    filters([
      { name: 'search', label: 'Name', wide: true },
      { name: 'from', label: 'Show', choices: [['', 'all'], ['set', 'those that are set']] },
    ], query, chosen => {
      history.replaceState(null, '', place('settings', chosen));
      fill(chosen);
    }),
    holder,
  ];
}
