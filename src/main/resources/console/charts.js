// Charts as SVG, each with its numbers as a table.

import { h, svgElement } from '../account/pages/ui.js';

const [HEIGHT, BOTTOM, LEFT] = [180, 22, 34];

/** A drawing grows with the page, and its letters should not. */
const width = () => (matchMedia('(max-width: 48rem)').matches ? 320 : 900);

const dayOf = day => new Date(`${day}T00:00:00Z`).toLocaleDateString('en', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** The least round number that is not below the largest value. */
function roundUp(value) {
  const size = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return [1, 2, 4, 5, 10].map(step => step * size).find(step => step >= Math.max(value, 4)) ?? 4;
}

/**
 * Bars for each day, one above the other.
 *
 * @param days the oldest first
 * @param series `[key, name, style]`
 */
export function bars(title, days, series) {
  const top = roundUp(Math.max(...days.map(day => series.reduce((sum, [key]) => sum + day[key], 0)), 0));
  const y = value => HEIGHT - BOTTOM - (value / top) * (HEIGHT - BOTTOM - 8);
  const right = width();
  const step = (right - LEFT) / days.length;
  const lines = [0, top / 2, top].flatMap(value => [
    svgElement('line', { class: 'grid', x1: LEFT, x2: right, y1: y(value), y2: y(value) }),
    svgElement('text', { x: LEFT - 6, y: y(value) + 4, 'text-anchor': 'end' }, String(value)),
  ]);
  const columns = days.flatMap((day, index) => {
    let below = 0;
    return series.map(([key, name, style]) => {
      const bar = svgElement('rect', {
        class: style, x: LEFT + index * step + step * .15, width: step * .7, rx: Math.min(2, step * .2),
        y: y(below + day[key]), height: Math.max(0, y(below) - y(below + day[key])),
      }, svgElement('title', {}, `${dayOf(day.day)}: ${day[key]} ${name.toLowerCase()}`));
      below += day[key];
      return bar;
    });
  });
  const every = Math.ceil(days.length / (right / 100));
  const dates = days.map((day, index) => (index % every === 0
    ? svgElement('text', { x: LEFT + index * step + step / 2, y: HEIGHT - 5, 'text-anchor': 'middle' }, dayOf(day.day))
    : undefined)).filter(Boolean);
  const sums = series.map(([key, name]) => `${name}: ${days.reduce((sum, day) => sum + day[key], 0)}`).join('; ');
  return figure(title,
    svgElement('svg', { class: 'plot', viewBox: `0 0 ${right} ${HEIGHT}`, role: 'img', 'aria-label': `${title}, ${days.length} days. ${sums}` }, ...lines, ...columns, ...dates),
    series.map(([, name, style]) => [name, style]),
    ['Day', ...series.map(([, name]) => name)],
    days.toReversed().map(day => [dayOf(day.day), ...series.map(([key]) => String(day[key]))]));
}

/**
 * Spans on a time axis, one row each.
 *
 * @param rows `{ name, spans: [[from, until, style, what]] }` with times in milliseconds
 */
export function spans(title, rows, legend) {
  const now = Date.now();
  const times = rows.flatMap(row => row.spans.flatMap(([from, until]) => [from, until]));
  const [start, end] = [Math.min(...times, now), Math.max(...times, now)];
  const right = width();
  const [left, height] = [120, 26];
  const x = time => left + ((time - start) / Math.max(end - start, 1)) * (right - left - 8);
  const total = rows.length * height + BOTTOM;
  const drawn = rows.flatMap((row, index) => [
    svgElement('text', { x: 0, y: index * height + 17 }, row.name.length > 16 ? `${row.name.slice(0, 13)}…` : row.name),
    ...row.spans.map(([from, until, style, what]) => svgElement('rect', {
      class: style, x: x(from), width: Math.max(3, x(until) - x(from)), y: index * height + 6, height: height - 11, rx: 3,
    }, svgElement('title', {}, `${row.name}: ${what}`))),
  ]);
  const mark = time => svgElement('text', { x: x(time), y: total - 5, 'text-anchor': time === start ? 'start' : 'end' },
    new Date(time).toLocaleDateString('en', { dateStyle: 'medium' }));
  return figure(title,
    svgElement('svg', { class: 'plot', viewBox: `0 0 ${right} ${total}`, role: 'img', 'aria-label': `${title}: ${rows.length} on a time axis` },
      ...drawn, svgElement('line', { class: 'now', x1: x(now), x2: x(now), y1: 0, y2: total - BOTTOM + 4 }), mark(start), ...(end - now > (end - start) / 5 || end === now ? [mark(end)] : [])),
    legend,
    ['', 'Times'],
    rows.map(row => [row.name, row.spans.map(([, , , what]) => what).join('; ')]));
}

function figure(title, plot, legend, columns, rows) {
  return h('figure', {},
    h('figcaption', { class: 'unseen' }, title), plot,
    h('ul', { class: 'legend' }, legend.map(([name, style]) => h('li', { class: style }, name))),
    h('details', { class: 'data' }, h('summary', {}, 'As a table'),
      h('div', { tabindex: 0 }, h('table', { 'aria-label': title },
        h('thead', {}, h('tr', {}, columns.map(name => h('th', { scope: 'col' }, name)))),
        h('tbody', {}, rows.map(([first, ...rest]) => h('tr', {}, h('th', { scope: 'row' }, first), rest.map(cell => h('td', {}, cell)))))))));
}
