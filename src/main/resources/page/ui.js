// What the scripts of Latchkey's own pages share: elements, the session, dialogs, and how times and devices are told.

const root = new URL('../..', import.meta.url).href.replace(/\/$/, '');
const { refresh, refreshMethod } = document.documentElement.dataset;
const language = document.documentElement.lang;

// ---- Elements. Everything is text: nothing here reads HTML.

export const $ = id => document.getElementById(id);

/** An element with attributes, listeners (`onclick`) and children; what is false, null or undefined is left out. */
export function h(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === undefined || value === null) continue;
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children.flat(Infinity).filter(child => child !== undefined && child !== null && child !== false));
  return made;
}

/** A picture of the page's own, by its name. */
export function icon(name) {
  const svg = svgElement('svg', { class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true' });
  svg.append(svgElement('use', { href: `#i-${name}` }));
  return svg;
}

export function svgElement(name, attributes = {}, ...children) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** An image that the server drew, without whatever could act in it. */
export function drawing(text) {
  const drawn = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
  const paths = [...drawn.querySelectorAll('path')].map(path =>
    svgElement('path', Object.fromEntries(['fill', 'stroke', 'd'].map(key => [key, path.getAttribute(key) ?? undefined]))));
  return svgElement('svg', { viewBox: drawn.getAttribute('viewBox'), role: 'img', 'aria-label': 'QR code', 'shape-rendering': 'crispEdges' }, ...paths);
}

// ---- Texts

/** The page's texts, by key; `%` is where `value` goes. */
export const texts = Object.fromEntries(
  [...($('texts')?.content.children ?? [])].map(text => [text.dataset.key, text.textContent]));
export const say = (key, value = '') => (texts[key] ?? '').replace('%', value);

/** Says what was done, to everybody. */
export function notice(text) {
  const line = document.querySelector('.notice');
  line.textContent = text;
  clearTimeout(notice.timer);
  notice.timer = setTimeout(() => { line.textContent = ''; }, 6000);
}

// ---- The session: an access token in memory, or cookies of a frontend's contract

let opened;
let opening;

/** Milliseconds before its end from which on a token is renewed. */
const EARLY = 20_000;

const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

function tokenIn(body) {
  if (typeof body === 'string') return JWT.test(body) ? body : undefined;
  return body && typeof body === 'object' ? Object.values(body).map(tokenIn).find(Boolean) : undefined;
}

const endOf = token => JSON.parse(atob(token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/'))).exp * 1000;

async function openAt(address, method = 'POST') {
  const answer = await fetch(address, { method });
  if (!answer.ok) {
    if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
    return undefined;
  }
  const token = tokenIn(await answer.json().catch(() => undefined));
  // Without one, the contract has it in a cookie, which counts at /account.
  return { token, until: token ? endOf(token) : Infinity };
}

/** Opens the session of this browser: that of Latchkey's pages or, with its cookies, that of a frontend. */
function open() {
  opening ??= (async () => {
    try {
      opened = (await openAt(`${root}/account/session`)) ?? (refresh && (await openAt(refresh, refreshMethod)));
      return opened;
    } finally {
      opening = undefined;
    }
  })();
  return opening;
}

/** The headers of a request of this session. Leaves the page if there is none. */
export async function credentials() {
  if (!opened || opened.until - EARLY < Date.now()) await open();
  if (!opened) return signIn();
  return opened.token ? { Authorization: `Bearer ${opened.token}` } : {};
}

/** Where the user was: the page that signs in leads back without the fragment. */
const PLACE = 'latchkey.place';

const left = sessionStorage.getItem(PLACE);
sessionStorage.removeItem(PLACE);
if (left && !location.hash) history.replaceState(null, '', left);

/** Leads to the page that signs in, and from there back to here. */
export function signIn(username) {
  const page = new URL(`${root}/account/pages/login`);
  page.searchParams.set('return_to', location.origin + location.pathname + location.search);
  if (location.hash) sessionStorage.setItem(PLACE, location.hash);
  if (username) page.searchParams.set('login_hint', username);
  location.assign(page);
  return new Promise(() => {});
}

export async function signOut() {
  await fetch(`${root}/account/session`, { method: 'DELETE', headers: await credentials() });
  opened = undefined;
}

/** An answer that is no success. */
export class Refusal extends Error {
  constructor(answer, body) {
    super(body?.title ?? `status ${answer.status}`);
    this.status = answer.status;
    this.body = body ?? {};
    this.wait = answer.headers.get('Retry-After');
    this.challenge = answer.headers.get('WWW-Authenticate');
  }

  /** Whether the user has to sign in once more (RFC 9470). */
  get fresh() {
    return this.body.error === 'insufficient_user_authentication';
  }

  /** The names of the fields that are not accepted. */
  get fields() {
    return (this.body.errors ?? []).map(({ pointer }) => pointer.slice(2));
  }
}

/** The body of a good answer as an object; its headers are in `call.headers`. */
export async function call(method, path, body, { headers: more, again = true } = {}) {
  const headers = { ...more, ...(await credentials()) };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const answer = await fetch(root + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await answer.text();
  const read = text ? parsed(text) : undefined;
  call.headers = answer.headers;
  if (answer.ok) return read;
  const refusal = new Refusal(answer, read);
  if (refusal.status === 401 && !refusal.fresh && again) {
    opened = undefined;
    return call(method, path, body, { headers: more, again: false });
  }
  if (refusal.status === 401 && !refusal.fresh) return signIn();
  throw refusal;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

// ---- Dialogs

/**
 * Opens a dialog with a form, and calls `act` with what was typed. Closes it once that has worked; says in it what has not.
 *
 * @returns what `act` returned; undefined if the user has closed the dialog
 */
export function ask(dialog, act) {
  const form = dialog.querySelector('form');
  form.reset();
  complain(form);
  return new Promise(resolve => {
    let result;
    const listening = new AbortController();
    const { signal } = listening;
    form.addEventListener('submit', async event => {
      event.preventDefault();
      const button = form.querySelector('.primary');
      if (form.ariaBusy === 'true') return;
      busy(form, button, true);
      complain(form);
      try {
        result = (await act(Object.fromEntries(new FormData(form)))) ?? true;
        dialog.close();
      } catch (error) {
        complain(form, error);
      } finally {
        busy(form, button, false);
      }
    }, { signal });
    form.querySelector('[data-close]')?.addEventListener('click', () => dialog.close(), { signal });
    dialog.addEventListener('close', () => {
      listening.abort();
      form.reset();
      resolve(result);
    }, { signal });
    dialog.showModal();
  });
}

function busy(form, button, is) {
  form.ariaBusy = String(is);
  button.classList.toggle('busy', is);
}

/** Shows what is wrong beside its field, or above the buttons; nothing without an error. */
export function complain(form, error) {
  form.querySelectorAll('[aria-invalid]').forEach(input => input.removeAttribute('aria-invalid'));
  form.querySelectorAll('.problem').forEach(problem => { problem.textContent = ''; });
  if (!error) return;
  const wrong = error.fields?.map(name => form.elements[name]).filter(Boolean) ?? [];
  for (const input of wrong) {
    input.setAttribute('aria-invalid', 'true');
    const problem = $(`${input.id}-problem`);
    if (problem) problem.textContent = say(input.dataset.flaw ?? 'flaw');
  }
  if (wrong.length === 0) form.querySelector('[role=alert]').textContent = reason(error, form.dataset.refused);
  (wrong[0] ?? form.querySelector('[role=alert]')).focus();
}

/** A failure in a sentence. */
export function reason(error, refused = 'trouble') {
  if (error.status === 429) return say('tooMany', error.wait ?? '60');
  return say(error.status === 403 || error.status === 409 ? refused : 'trouble');
}

/** Adds the button that shows a password, and hides it again. */
export function addToggle(input) {
  const toggle = h('button', { type: 'button', class: 'toggle', 'aria-controls': input.id });
  const show = shown => {
    input.type = shown ? 'text' : 'password';
    toggle.textContent = say(shown ? 'hide' : 'show');
  };
  show(false);
  toggle.addEventListener('click', () => show(input.type === 'password'));
  input.form.addEventListener('reset', () => show(false));
  input.parentElement.classList.add('secret');
  input.after(toggle);
}

export async function copy(text) {
  await navigator.clipboard.writeText(text);
  notice(say('copied'));
}

/** Has the browser save a text as a file. */
export function save(name, text, type) {
  const link = h('a', { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// ---- Times and devices

const STEPS = [[60, 'second'], [60, 'minute'], [24, 'hour'], [30, 'day'], [12, 'month'], [Infinity, 'year']];

/** How long ago, or from now on, in words. */
export function ago(time) {
  let amount = (new Date(time) - Date.now()) / 1000;
  for (const [size, unit] of STEPS) {
    if (Math.abs(amount) < size) return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(Math.round(amount), unit);
    amount /= size;
  }
  return '';
}

export const date = time => new Date(time).toLocaleDateString(language, { dateStyle: 'long' });
export const moment = time => new Date(time).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' });

/** A time in words, with the exact one to point at. */
export const when = time => (time ? h('time', { datetime: time, title: moment(time) }, ago(time)) : undefined);

const BROWSERS = [['Edg/', 'Edge'], ['OPR/', 'Opera'], ['SamsungBrowser/', 'Samsung Internet'], ['Firefox/', 'Firefox'], ['FxiOS/', 'Firefox'], ['Chrome/', 'Chrome'], ['CriOS/', 'Chrome'], ['Safari/', 'Safari'], ['curl/', 'curl']];
const SYSTEMS = [['iPhone', 'iPhone'], ['iPad', 'iPad'], ['Android', 'Android'], ['CrOS', 'ChromeOS'], ['Windows', 'Windows'], ['Mac OS X', 'macOS'], ['Linux', 'Linux']];

const known = (names, agent) => names.find(([mark]) => agent.includes(mark))?.[1];

/** The browser and system of a user agent, as far as they are known. */
export function device(agent) {
  const [browser, system] = [known(BROWSERS, agent ?? ''), known(SYSTEMS, agent ?? '')];
  return {
    name: browser && system ? `${browser}, ${system}` : (browser ?? system ?? say('unknownDevice')),
    icon: ['iPhone', 'iPad', 'Android'].includes(system) ? 'phone' : 'laptop',
  };
}
