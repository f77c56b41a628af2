// What is seen. Nothing here asks the service anything.

import { bases, meaningOf, status, ways } from './contracts.js';
import { copies, explained } from './exchange.js';
import { duration, meaning, pieces, shortened, spoken } from './tokens.js';

/** An element. Attributes that begin with "on" are listeners. */
export function h(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== false) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat(9).filter(child => child !== undefined && child !== false && child !== null));
  return element;
}

const pretty = text => {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
};

// ---- Contracts

export function door(contract) {
  const { method, path } = contract.operations.login ?? Object.values(contract.operations)[0];
  return h('li', {}, h('a', { href: `#/${contract.name}` },
    h('strong', {}, contract.name),
    h('code', {}, `${method} ${path.slice(contract.name.length + 1)}`),
    [['access', contract.accessToken], ['refresh', contract.refreshToken]].map(([kind, places]) =>
      h('span', {}, h('b', {}, kind), ' ', ways(places).map(way => [h('i', {}, way), ' '])))));
}

/** What the contract is, and what to put into a frontend that speaks it. */
export function frontend(contract) {
  const answer = contract.operations.login?.answer ?? {};
  return [
    h('p', {}, contract.about),
    typeof answer === 'object' && h('p', {}, 'Signing in answers ', h('code', {}, outline(answer)), '.'),
    h('h3', {}, 'Put into your frontend'),
    h('ul', { class: 'bases' }, bases(contract).map(({ url, how }) => {
      const line = `VITE_API_URL=${url}`;
      return h('li', {}, h('code', {}, line), copyButton('Copy', line, `Copy ${line}`), h('small', {}, how));
    })),
  ].filter(Boolean);
}

function outline(answer) {
  const inner = Object.entries(answer).map(([name, part]) => (typeof part === 'object' ? `${name}: ${outline(part)}` : name));
  return `{ ${inner.join(', ')} }`;
}

export function field({ name, says, required }, id, value, oninput) {
  return h('div', {}, h('label', { for: `field-${id}`, title: says }, name.replaceAll('_', ' '), required ? '' : ' (optional)'),
    h('input', { id: `field-${id}`, name: id, value, autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false', oninput }));
}

// ---- Exchanges

export function exchangeArticle(exchange, operation, key) {
  const { who, method, path, took, body, text, cookies } = exchange;
  const mood = exchange.status < 300 ? 'good' : 'bad';
  const says = operation && meaningOf(key, operation, exchange);
  return h('details', { class: 'exchange', open: true, 'data-status': exchange.status },
    h('summary', {}, `${who}: ${method} ${path} → `, h('span', { class: mood }, status(exchange.status)),
      took === undefined ? '' : h('small', {}, ` in ${Math.round(took)} ms`)),
    says && h('p', { class: 'says' }, says),
    h('div', { class: 'columns' },
      h('div', {}, h('h3', {}, 'Sent'), h('pre', { tabindex: 0 }, `${method} ${path}`, body !== undefined && withTokens(`\n\n${pretty(JSON.stringify(body))}`))),
      h('div', {}, h('h3', {}, 'Received'), h('pre', { tabindex: 0 }, h('span', { class: mood }, status(exchange.status)), text && withTokens(`\n\n${pretty(text)}`)))),
    cookies.map(cookieTable),
    headers(exchange),
    h('div', { class: 'events' }),
    who === 'You' && h('div', { class: 'copy' }, Object.keys(copies).map(kind => copyButton(`Copy as ${kind}`, () => copies[kind](exchange)))));
}

/** Tokens are told apart by their ends; the whole one can be copied. */
function withTokens(text) {
  return pieces(text).map(part => (part.token
    ? h('span', { class: 'jwt' }, h('span', { title: part.text }, shortened(part.text)), !part.text.endsWith('…') && copyButton('Copy', part.text, 'Copy the token'))
    : part.text));
}

const HIDDEN = /^(playground|playground-exchange)$/i;

const shownOf = all => all.filter(([name]) => !HIDDEN.test(name));

function headers({ sent, received }) {
  const [asked, answered] = [shownOf(sent), shownOf(received)];
  const lines = all => h('pre', { tabindex: 0 }, all.map(([name, value]) => [`${name}: `, withTokens(value), '\n']));
  return h('details', { class: 'headers' },
    h('summary', {}, `Headers: ${asked.length} sent, ${answered.length} received`),
    h('div', { class: 'columns' }, lines(asked), lines(answered)));
}

function cookieTable(cookie) {
  return h('div', { class: 'cookie' },
    h('h3', {}, 'Cookie ', h('code', {}, cookie.name), ` is ${cookie.cleared ? 'cleared' : 'set'}`),
    h('table', {}, h('tbody', {}, cookie.attributes.filter(explained).map(attribute =>
      h('tr', {}, h('th', { scope: 'row' }, attribute), h('td', {}, explained(attribute)))))));
}

/** @param text what is copied, or what makes it when it is */
export function copyButton(words, text, label) {
  return h('button', {
    type: 'button', class: 'quiet', 'aria-label': label,
    async onclick({ target }) {
      await navigator.clipboard.writeText(typeof text === 'function' ? text() : text);
      target.textContent = 'Copied';
      setTimeout(() => { target.textContent = words; }, 1500);
    },
  }, words);
}

export function eventTable(events) {
  return events.length === 0 ? '' : [h('h3', {}, 'Written in the audit log'),
    h('table', {}, h('tbody', {}, events.map(event =>
      h('tr', {}, h('th', { scope: 'row' }, event.kind), h('td', {}, event.outcome.toLowerCase(), ' ', event.detail)))))];
}

// ---- The session

export function tokenArticle(kind, token, skew) {
  if (!token) return '';
  const { header, claims, text } = token;
  return h('article', { class: 'token' },
    h('h3', {}, `${kind} token`),
    h('p', { class: 'whole' }, withTokens(text)),
    h('progress', { max: claims.exp - claims.iat, value: 0, 'data-ends': claims.exp * 1000 - skew, 'aria-label': `Time left of the ${kind.toLowerCase()} token` }),
    h('p', { class: 'left' }),
    h('details', {}, h('summary', {}, 'What it says'),
      h('table', {}, h('tbody', {}, [...Object.entries(header), ...Object.entries(claims)].map(([claim, value]) =>
        h('tr', {}, h('th', { scope: 'row' }, claim), h('td', {}, h('code', {}, spoken(claim, value)), h('small', {}, meaning(claim)))))))));
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

// ---- What is promised

/** @param send absent where only a test can send it */
export function goldenCase(test, send) {
  const { request, answer } = test;
  const verdict = h('p', { class: 'verdict', role: 'status' });
  return h('details', { class: 'exchange' },
    h('summary', {}, `${test.case}: ${request.method} ${request.path} → ${answer.status}`),
    test.given && h('p', {}, `When ${test.given.join(', ')}.`),
    h('div', { class: 'columns' }, h('pre', { tabindex: 0 }, JSON.stringify(request, undefined, 2)), h('pre', { tabindex: 0 }, JSON.stringify(answer, undefined, 2))),
    send ? h('div', { class: 'copy' }, h('button', { type: 'button', onclick: () => send(verdict) }, 'Send it'), verdict)
      : h('small', {}, 'Only a test can arrange this one.'));
}
