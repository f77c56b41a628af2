// What is seen. Nothing here asks the service anything.

import { explained, copies } from './exchange.js';
import { travel } from './contracts.js';
import { duration, meaning, spoken } from './tokens.js';

/** An element. Attributes that begin with "on" are listeners. */
export function h(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== false) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat(9).filter(child => child !== undefined && child !== false));
  return element;
}

const pretty = text => {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
};

export function door(contract) {
  const { access, refresh } = travel(contract);
  const { method, path, answer } = contract.operations.login;
  return h('li', {}, h('a', { href: `#/${contract.name}` },
    h('strong', {}, contract.name),
    h('code', {}, `${method} ${path.slice(contract.name.length + 1)}`),
    h('span', {}, 'answers ', h('code', {}, outline(answer))),
    h('span', {}, `access token: ${access}`),
    h('span', {}, `refresh token: ${refresh}`)));
}

function outline(answer) {
  const inner = Object.entries(answer).map(([name, part]) => (typeof part === 'object' ? `${name}: ${outline(part)}` : name));
  return `{ ${inner.join(', ')} }`;
}

export function field(name, value, required, oninput) {
  return h('div', {}, h('label', { for: `field-${name}` }, name.replaceAll('_', ' '), required ? '' : ' (optional)'),
    h('input', { id: `field-${name}`, name, value, autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', oninput }));
}

export function exchangeArticle(exchange) {
  const { who, method, path, status, took, sent, received, body, text, cookies } = exchange;
  const mood = status < 300 ? 'good' : 'bad';
  return h('details', { class: 'exchange', open: true, 'data-status': status },
    h('summary', {}, `${who}: ${method} ${path} → `, h('span', { class: mood }, String(status)),
      took === undefined ? '' : ` in ${Math.round(took)} ms`),
    h('div', { class: 'columns' },
      h('div', {}, h('h3', {}, 'Sent'), h('pre', {}, [`${method} ${path}`, ...lines(sent)].join('\n')),
        body !== undefined && h('pre', {}, pretty(JSON.stringify(body)))),
      h('div', {}, h('h3', {}, 'Received'), h('pre', {}, [`HTTP ${status}`, ...lines(received)].join('\n')),
        text && h('pre', {}, pretty(text)))),
    cookies.map(cookieTable),
    h('div', { class: 'events' }),
    who === 'You' && h('div', { class: 'copy' }, Object.keys(copies).map(kind => copyButton(kind, exchange))));
}

const HIDDEN = /^(playground|playground-exchange)$/i;

const lines = headers => headers.filter(([name]) => !HIDDEN.test(name)).map(([name, value]) => `${name}: ${value}`);

function cookieTable(cookie) {
  return h('div', {}, h('h3', {}, `Cookie ${cookie.name} is `, cookie.cleared ? 'cleared' : 'set'),
    h('table', {}, h('tbody', {}, cookie.attributes.filter(explained).map(attribute =>
      h('tr', {}, h('th', { scope: 'row' }, attribute), h('td', {}, explained(attribute)))))));
}

function copyButton(kind, exchange) {
  return h('button', {
    type: 'button',
    async onclick({ target }) {
      await navigator.clipboard.writeText(copies[kind](exchange));
      target.textContent = 'Copied';
      setTimeout(() => { target.textContent = `Copy as ${kind}`; }, 1500);
    },
  }, `Copy as ${kind}`);
}

export function eventTable(events) {
  return events.length === 0 ? '' : [h('h3', {}, 'Written in the audit log'),
    h('table', {}, h('tbody', {}, events.map(event =>
      h('tr', {}, h('th', { scope: 'row' }, event.kind), h('td', {}, event.outcome.toLowerCase(), ' ', event.detail)))))];
}

export function tokenArticle(kind, token, skew) {
  if (!token) return '';
  const { header, claims } = token;
  return h('article', { class: 'token' },
    h('h3', {}, `${kind} token`),
    h('progress', { max: claims.exp - claims.iat, value: 0, 'data-ends': claims.exp * 1000 - skew, 'aria-label': `Time left of the ${kind.toLowerCase()} token` }),
    h('p', { class: 'left' }),
    h('details', {}, h('summary', {}, 'What it says'),
      h('table', {}, h('tbody', {}, [...Object.entries(header), ...Object.entries(claims)].map(([claim, value]) =>
        h('tr', {}, h('th', { scope: 'row' }, claim), h('td', {}, h('code', {}, spoken(claim, value))), h('td', {}, meaning(claim))))))));
}

/** Lets every bar run down a little further. */
export function runDown() {
  for (const bar of document.querySelectorAll('progress')) {
    const left = Math.max(0, (Number(bar.dataset.ends) - Date.now()) / 1000);
    bar.value = left;
    const words = bar.nextElementSibling;
    words.textContent = left > 0 ? `${duration(left)} left of ${duration(bar.max)}` : 'Expired: it is refused from now on.';
    words.classList.toggle('bad', left === 0);
  }
}

export function lifeItem({ at, title, text, mood }) {
  return h('li', { class: mood }, h('strong', {}, title), ' ', h('time', {}, at.toLocaleTimeString()), h('div', {}, text));
}

export function goldenCase(test, send) {
  const { request, answer } = test;
  return h('details', { class: 'exchange' },
    h('summary', {}, `${test.case}: ${request.method} ${request.path} → ${answer.status}`),
    test.given && h('p', {}, `When ${test.given.join(', ')}.`),
    h('div', { class: 'columns' }, h('pre', {}, JSON.stringify(request, undefined, 2)), h('pre', {}, JSON.stringify(answer, undefined, 2))),
    !test.given && !request.raw && !request.headers && !request.cookies
      && h('div', { class: 'copy' }, h('button', { type: 'button', onclick: send }, 'Send it')));
}
