// Signing keys, and when each is for what.

import { h, moment, when } from '../account/pages/ui.js';
import { spans } from './charts.js';
import { act, button, card, change, confirms, get, head, pill, table } from './kit.js';

const STATES = { signing: 'good', published: 'accent', verifying: '', retired: '', compromised: 'bad' };

export async function show({ again }) {
  const { keys } = await get('/admin/keys');
  const does = (work, done) => () => act(async () => {
    const result = await work();
    if (result !== undefined) await again();
    return result;
  }, done);
  const rotate = does(() => confirms('Make a new signing key?', 'It is published at once, and signs once other services know it.', 'Make a key',
    () => change('POST', '/admin/keys').then(() => true)), 'The new key is published.');
  const compromise = key => does(() => confirms('Take this key out of use?', 'Its tokens are invalid at once. The sessions of all accounts end, yours too.', 'Take out of use',
    () => change('POST', `/admin/keys/${key.kid}/compromised`)), 'The key is out of use.');
  return [
    head('Keys', 'They sign access tokens. A new key is published before it signs, so that other services know it.', button('Rotate', rotate, { class: 'primary' })),
    card('On a time axis', spans('Keys', keys.map((key, index) => ({ name: key.kid, spans: lifeOf(key, keys[index - 1]) })),
      [['published', 'faint'], ['signs', 'a'], ['verifies', 'a faint'], ['compromised', 'b']])),
    await table({
      label: 'Keys',
      none: 'There is no key yet: the first token makes one.',
      first: { rows: keys },
      columns: [
        ['Key', key => h('code', {}, key.kid)],
        ['State', key => pill(key.state, STATES[key.state])],
        ['Algorithm', key => key.algorithm],
        ['Made', key => when(key.created_at)],
        ['Signs from', key => moment(key.signs_from)],
        ['', key => !['compromised', 'retired'].includes(key.state)
          && button('Compromised', compromise(key), { class: 'low plain danger', 'aria-label': `Compromised: ${key.kid}` }), 'right'],
      ],
    }),
  ];
}

/** The times of a key until the next one signs, and after that. */
function lifeOf(key, next) {
  const [made, signs, now] = [key.created_at, key.signs_from, new Date().toISOString()].map(time => new Date(time).getTime());
  const until = key.compromised_at ? new Date(key.compromised_at).getTime() : next ? new Date(next.signs_from).getTime() : Math.max(now, signs) + (now - made) * .1;
  const life = [[made, Math.max(signs, made), 'hatch', `published ${moment(key.created_at)}`], [Math.max(signs, made), Math.max(until, signs), 'a', `signs from ${moment(key.signs_from)}`]];
  if (next && !key.compromised_at && until < now && key.state === 'verifying') life.push([until, now, 'a faint', 'verifies']);
  if (key.compromised_at) life.push([until, now, 'b', `compromised ${moment(key.compromised_at)}`]);
  return life;
}
