// What all views of the console share: requests, tables, forms in dialogs, and a new sign-in where the server demands one.

import { $, ask, call, h, notice, Refusal, say, signIn, texts } from '../account/pages/ui.js';

Object.assign(texts, {
  tooMany: 'There were too many attempts. Try again in % seconds.',
  trouble: 'This is not possible at the moment. Try again.',
  flaw: 'This value is not accepted.',
  show: 'Show',
  hide: 'Hide',
  copied: 'Copied.',
  unknownDevice: 'Unknown device',
});

export const get = (path, parameters = {}) => call('GET', withQuery(path, parameters));

export const withQuery = (path, parameters) => {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value));
  return query.size > 0 ? `${path}?${query}` : path;
};

/** Changes something. With `tagged`, only what was read a moment ago. */
export async function change(method, path, body, { tagged } = {}) {
  const headers = {};
  if (tagged) {
    await call('GET', tagged);
    headers['If-Match'] = call.headers.get('ETag');
  }
  return call(method, path, body, { headers });
}

/** The address of a view, with its filters. */
export const place = (path, parameters = {}) => `#/${withQuery(path, parameters)}`;

// ---- Acts

/** What the operator was doing when a new sign-in was asked for. */
const PENDING = 'latchkey.console.pending';

const nameOf = button => button.ariaLabel ?? button.textContent;

/** The name of the button of a view that was pressed last. */
let pressed;

document.addEventListener('click', ({ target }) => {
  const button = target.closest('main button');
  if (button) pressed = nameOf(button);
}, true);

/** What went wrong, for people. */
export function reasonOf(error) {
  if (error instanceof TypeError) return 'The server does not answer.';
  if (!(error instanceof Refusal)) return error.message;
  if (error.status === 429) return say('tooMany', error.wait ?? '60');
  return error.body.errors?.map(({ pointer, detail }) => `${pointer.slice(2)}: ${detail}`).join(' ') || error.message;
}

/** Does what a button is for, and says how it went. */
export async function act(work, done) {
  try {
    const result = await work();
    if (result === undefined) return;
    notice(done);
  } catch (error) {
    if (error.fresh) await signInAgain(error, { name: pressed, typed: error.typed });
    else notice(reasonOf(error));
  }
}

/**
 * Asks for a new sign-in, and comes back to this place (RFC 9470).
 *
 * @param pending what to go on with then
 */
export async function signInAgain(error, pending) {
  const second = /acr_values/.test(error.challenge ?? '');
  const agreed = await form({
    title: 'Confirm that it is you',
    text: second
      ? 'This needs a sign-in with a second factor. You come back to this place.'
      : 'This needs a sign-in of the last ten minutes. You come back to this place.',
    button: 'Sign in',
  });
  if (!agreed) return;
  if (pending) sessionStorage.setItem(PENDING, JSON.stringify(pending));
  await signIn($('me').textContent);
}

/** After a new sign-in: opens the dialog again with what was typed; what has no dialog waits for the operator to press its button. */
export function goOn() {
  const { name, typed } = JSON.parse(sessionStorage.getItem(PENDING) ?? '{}');
  sessionStorage.removeItem(PENDING);
  if (!name) return;
  const [button, ...others] = [...$('main').querySelectorAll('button')].filter(one => nameOf(one) === name);
  if (!button || others.length > 0) {
    notice(`You are signed in again. “${name}” was not done yet.`);
    return;
  }
  button.focus();
  if (typed) {
    button.click();
    fill(document.querySelector('dialog[open] form'), typed);
  } else {
    notice(`You are signed in again. Press “${name}” to go on.`);
  }
}

function fill(form, typed) {
  for (const [name, value] of Object.entries(typed)) {
    const input = form.elements[name];
    if (Array.isArray(value)) form.querySelectorAll(`[name=${name}]`).forEach(box => { box.checked = value.includes(box.value); });
    else if (input) input.value = value;
  }
}

let dialogs = 0;

/**
 * A dialog with a form. A demand for a new sign-in takes its place.
 *
 * @param fields `{ name, label, type, value, hint, required, choices }`
 * @param send with what was typed; without it, the dialog only asks
 * @returns what `send` returned, or true; undefined if the user has closed the dialog
 */
export async function form({ title, text, fields = [], button, danger = false, send = () => true }) {
  const id = `dialog-${dialogs++}`;
  const problem = h('p', { class: 'problem', role: 'alert', tabindex: -1 });
  const dialog = h('dialog', { 'aria-labelledby': id },
    h('form', { 'data-refused': 'said' },
      h('h2', { id }, title),
      text && h('p', { class: 'soft' }, text),
      fields.map(one => field(one, id)),
      problem,
      h('div', { class: 'actions' },
        h('button', { type: 'button', class: 'plain', 'data-close': true }, 'Cancel'),
        h('button', { class: `primary${danger ? ' danger' : ''}` }, button))));
  document.body.append(dialog);
  let demand;
  try {
    const result = await ask(dialog, async typed => {
      for (const { name, type } of fields) if (type === 'choices') typed[name] = new FormData(dialog.querySelector('form')).getAll(name);
      try {
        return await send(typed);
      } catch (error) {
        if (error.fresh) {
          demand = Object.assign(error, { typed });
          return true;
        }
        throw new Said(error);
      }
    });
    if (!demand) return result;
  } finally {
    dialog.remove();
  }
  throw demand;
}

/** A refusal whose sentence is shown as it is. */
class Said extends Error {
  constructor(error) {
    super(reasonOf(error));
    texts.said = this.message;
    this.status = error.status === 429 ? 429 : 403;
    this.wait = error.wait;
  }
}

function field({ name, label, type = 'text', value = '', hint, required = false, choices = [], max = 255 }, dialog) {
  const id = `${dialog}-${name}`;
  if (type === 'choices') {
    return h('fieldset', { class: 'scopes' }, h('legend', {}, label), choices.map(choice =>
      h('label', { class: 'choice' }, h('input', { type: 'checkbox', name, value: choice, checked: value.includes(choice) }), h('span', {}, choice))));
  }
  const described = hint && { 'aria-describedby': `${id}-hint` };
  const input = type === 'select'
    ? h('select', { id, name, ...described }, choices.map(choice => h('option', { value: choice, selected: choice === value }, choice)))
    : h('input', { id, name, type, value, required, maxlength: max, autocomplete: 'off', spellcheck: 'false', ...described });
  return h('div', { class: 'field' }, h('label', { for: id }, label), input, hint && h('p', { class: 'hint', id: `${id}-hint` }, hint));
}

export const confirms = (title, text, button, send) => form({ title, text, button, danger: true, send });

// ---- Parts of a view

export const pill = (text, mood = '') => h('span', { class: `pill ${mood}` }, text);

export const button = (label, onclick, more = {}) => h('button', { type: 'button', ...more, onclick }, label);

export function head(title, about, ...actions) {
  return h('div', { class: 'head' }, h('div', {}, h('h1', {}, title), about && h('p', { class: 'soft' }, about)), h('div', { class: 'actions' }, actions));
}

/** A card with a heading. */
export const card = (title, ...content) => h('section', { class: 'card' }, h('h2', {}, title), content);

export const facts = pairs => h('dl', { class: 'facts' }, pairs.filter(([, value]) => value !== undefined && value !== null && value !== '')
  .map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));

/**
 * A table that is a list of cards on a phone, with a button for the next page.
 *
 * @param columns `[heading, cell of a row, class]`; the first is the row's heading
 * @param load the next page as `{ rows, next }`
 */
export async function table({ label, columns, load, none, first }) {
  const body = h('tbody');
  const end = h('p', { class: 'end', hidden: true }, button('Show more', () => act(more), { class: 'low' }));
  const empty = h('p', { class: 'none', hidden: true });
  let next;
  async function more() {
    const page = first && next === undefined ? first : await load(next);
    body.append(...page.rows.map(row => h('tr', {}, columns.map(([heading, cell, style], index) =>
      h(index === 0 ? 'th' : 'td', { scope: index === 0 && 'row', 'data-label': (index > 0 && heading) || undefined, class: style }, cell(row))))));
    next = page.next;
    end.hidden = !next;
    empty.hidden = body.children.length > 0;
    empty.textContent = next ? 'None so far.' : none;
  }
  await more();
  return h('div', { class: 'card list' },
    h('table', { 'aria-label': label },
      h('thead', {}, h('tr', {}, columns.map(([heading, , style]) => h('th', { scope: 'col', class: style }, heading || h('span', { class: 'unseen' }, 'Actions'))))),
      body),
    empty, end);
}

/**
 * Filters that are kept in the address.
 *
 * @param fields `{ name, label, type, choices, wide }`; choices are `[value, text]`
 */
export function filters(fields, query, changed) {
  const made = h('form', { class: 'filters', role: 'search', onsubmit: event => event.preventDefault() }, fields.map(({ name, label, type = 'search', choices, wide }) => {
    const id = `filter-${name}`;
    const value = query.get(name) ?? '';
    const input = choices
      ? h('select', { id, name }, choices.map(([key, text]) => h('option', { value: key, selected: key === value }, text)))
      : h('input', { id, name, type, value, autocomplete: 'off', spellcheck: 'false', maxlength: 255 });
    return h('div', { class: wide && 'wide' }, h('label', { for: id }, label), input);
  }));
  let pause;
  made.addEventListener('input', ({ target }) => {
    clearTimeout(pause);
    pause = setTimeout(() => changed(Object.fromEntries(new FormData(made))), target.tagName === 'SELECT' ? 0 : 200);
  });
  return made;
}
