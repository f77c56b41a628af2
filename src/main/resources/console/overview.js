// How often what happened.

import { h } from '../account/pages/ui.js';
import { bars } from './charts.js';
import { card, filters, get, head, place } from './kit.js';

const number = value => value.toLocaleString('en');

export async function show({ query }) {
  const { live_sessions: live, days } = await get('/admin/overview', { days: query.get('days') ?? '30' });
  const sum = key => days.reduce((all, day) => all + day[key], 0);
  const [today] = days;
  const figures = [
    ['Live sessions', live],
    ['Sign-ins today', today?.sign_ins ?? 0],
    ['Refused today', today?.refused_sign_ins ?? 0],
    [`Registrations in ${days.length} days`, sum('registrations')],
  ];
  const old = days.toReversed();
  return [
    head('Overview', 'Days are those of UTC.', filters([{ name: 'days', label: 'Days', choices: [['30', '30 days'], ['7', '7 days'], ['90', '90 days']] }], query,
      chosen => { location.hash = place('', chosen); })),
    h('div', { class: 'figures' }, figures.map(([name, value]) => h('dl', { class: 'card' }, h('dt', {}, name), h('dd', {}, number(value))))),
    card('Sign-ins', bars('Sign-ins by day', old, [['sign_ins', 'Accepted', 'a'], ['refused_sign_ins', 'Refused', 'b']])),
    card('Registrations', bars('Registrations by day', old, [['registrations', 'Registrations', 'c']])),
  ];
}
