// The playground: one page, one contract at a time.

import { bodyOf, contracts, meaningOf, roleOf, status, typedFields } from './contracts.js';
import { eventsOf, send, sendAgain } from './exchange.js';
import { before, broken, canBeSent, fresh, message } from './promises.js';
import { renewed, Session } from './session.js';
import { door, eventTable, exchangeArticle, field, frontend, goldenCase, h, lifeItem, runDown, tokenArticle } from './view.js';

const MOST_EXCHANGES = 30;
const MOST_TRIES = 5;

const $ = id => document.getElementById(id);
const facts = await (await fetch('/playground/facts')).json();
const skew = Date.parse(facts.now) - Date.now();
const doors = await contracts(facts);
const sessions = new Map(doors.map(({ name }) => [name, new Session(facts.grace)]));
const known = new Set(Object.keys(facts.accounts));
let typed = someoneNew();
let current;

const session = () => sessions.get(current.name);

function someoneNew() {
  const username = `ada-${Math.floor(Math.random() * 1e6)}`;
  return userNamed(username, `correct-horse-${Math.floor(Math.random() * 1e4)}`);
}

function userNamed(username, password) {
  return { username, password, email: `${username}@demo.example`, first_name: 'Ada', last_name: 'Lovelace', full_name: 'Ada Lovelace', name: 'Ada Lovelace' };
}

// ---- One exchange

async function act(what) {
  const operation = current.operations[what];
  if (!operation) throw new Error(`${current.name} has nothing to ${what} with.`);
  const mine = session();
  const bearer = ['me', 'logout'].includes(what) ? mine.bearer : undefined;
  const exchange = await send({ ...operation, body: bodyOf(operation, typed, mine.refreshText), bearer });
  if (what === 'register' && exchange.status < 500) known.add(typed.username);
  exchange.refresh = mine.take(exchange, what);
  sayOutcome(what, operation, exchange);
  await show(exchange, mine, what);
  return exchange;
}

function sayOutcome(what, operation, exchange) {
  const hint = what === 'login' && exchange.status >= 400 && exchange.status < 500 && !known.has(typed.username)
    ? ' No user registered this name here: register first.' : '';
  const asked = operation.elsewhere ? ` This contract has no such address: ${operation.method} ${operation.path} was asked, which is there for everybody.` : '';
  const words = `${operation.label}: ${status(exchange.status)}. ${meaningOf(what, operation, exchange)}`;
  say(`${words}${asked}${hint}`, exchange.status < 300 ? 'good' : 'bad');
}

async function show(exchange, mine, what) {
  const article = exchangeArticle(exchange, current.operations[what], what);
  $('log').querySelectorAll('details[open]').forEach(older => { older.open = false; });
  $('log').prepend(article);
  while ($('log').childElementCount > MOST_EXCHANGES) $('log').lastElementChild.remove();
  const events = await eventsOf(exchange);
  article.querySelector('.events').append(...[eventTable(events)].flat());
  events.forEach(event => mine.hear(event));
  showSession();
}

function showSession() {
  const { life, access, refresh } = session();
  $('life').classList.toggle('empty', life.length === 0);
  $('life').replaceChildren(...life.map(lifeItem));
  $('tokens').replaceChildren(tokenArticle('Access', access, skew), tokenArticle('Refresh', refresh, skew));
  runDown();
}

// ---- What would happen if

async function signedIn() {
  if (session().refresh) return;
  if (!known.has(typed.username) && current.operations.register) await act('register');
  if (!session().refresh) await act('login');
}

async function twoTabs() {
  await signedIn();
  const mine = session();
  say('Both tabs refresh in the same moment, with the same token.');
  let tabs = await together();
  for (let more = MOST_TRIES; more > 0 && oneAfterTheOther(tabs); more--) tabs = await together();
  for (const exchange of tabs) await show(exchange, mine, 'refresh');
  const [{ refresh }] = tabs;
  if (!tabs.every(renewed)) say(`The tabs were answered with ${tabs.map(tab => status(tab.status)).join(' and ')}.`, 'bad');
  else if (oneAfterTheOther(tabs)) say('The tabs came one after the other, each with the newest token.', 'warn');
  else if (refresh) say(`Both tabs hold generation ${refresh.claims.gen}: the second got the same successor. No user is signed out.`, 'good');
  else say('Both tabs got an access token, and keep the refresh token they have: this contract has no room for a new one.', 'good');
}

/** Two refreshes, as close to each other as the browser sends them. */
async function together() {
  const operation = current.operations.refresh;
  const mine = session();
  const request = { ...operation, body: bodyOf(operation, typed, mine.refreshText) };
  const tabs = await Promise.all([send(request), send(request)]);
  return tabs.map((exchange, tab) => ({ ...exchange, who: `Tab ${tab + 1}`, refresh: mine.take(exchange, 'refresh') }));
}

function oneAfterTheOther([one, other]) {
  return one.refresh?.claims.gen !== other.refresh?.claims.gen;
}

async function steal() {
  const contract = current;
  await signedIn();
  const used = await act('refresh');
  if (!renewed(used)) return say('There was nothing to steal: your own refresh was refused.', 'bad');
  if (!used.refresh) {
    const answer = await thief(used);
    if (!renewed(answer)) return say('The thief was refused.', 'good');
    return say('This contract’s answer has no room for a new refresh token, so a stolen one is good until the session ends. Sign out, and it is worthless.', 'warn');
  }
  for (let left = facts.grace + 1; left > 0; left--) {
    say(`You refreshed. The thief has the token from before, and waits until it is no longer forgiven: ${left} s`);
    await new Promise(resolve => setTimeout(resolve, 1000));
    if (current !== contract) return;
  }
  const theirs = await thief(used);
  if (current !== contract) return;
  const mine = await act('refresh');
  if (!renewed(theirs) && !renewed(mine)) say('The used token gave the thief away: the session is over, for the thief and for you. Sign in again.', 'good');
  else say('The thief got in.', 'bad');
}

async function thief(used) {
  const mine = session();
  const exchange = await sendAgain(used);
  mine.takeOfThief(exchange);
  await show(exchange, mine, 'refresh');
  return exchange;
}

function say(text, mood = '') {
  $('story').textContent = text;
  $('story').className = mood;
}

/** One thing at a time; what goes wrong is said. Buttons stay enabled, since a disabled one loses the focus. */
async function alone(work) {
  if ($('do').ariaBusy === 'true') return;
  $('do').ariaBusy = 'true';
  say('');
  try {
    await work();
  } catch (error) {
    say(`That did not work: ${error.message}`, 'bad');
  } finally {
    $('do').ariaBusy = 'false';
  }
}

// ---- The page of one contract

function choose(name, what) {
  // Where the address has a contract's own host, it is that one.
  const host = location.hostname.split('.')[0];
  current = doors.find(contract => contract.name === name) ?? doors.find(contract => contract.name === host) ?? doors[0];
  document.title = `Latchkey: ${current.name}`;
  document.querySelectorAll('#contracts a').forEach((link, index) => {
    link.ariaCurrent = doors[index] === current ? 'page' : null;
  });
  const [demo] = Object.entries(facts.accounts);
  if (what === 'login' && demo) typed = userNamed(...demo);
  $('frontend').replaceChildren(...frontend(current));
  showPerson();
  showOperations(what);
  say('');
  showSession();
  showGolden();
}

function showPerson() {
  const type = ({ target }) => { typed[target.name] = target.value; };
  const as = person => () => { typed = person(); showPerson(); };
  $('person').replaceChildren(
    ...typedFields(current).map(one => field(one, roleOf(one), typed[roleOf(one)] ?? '', type)),
    h('div', { class: 'operations' },
      h('button', { type: 'button', class: 'quiet', onclick: as(someoneNew) }, 'Someone new'),
      Object.entries(facts.accounts).map(([name, password]) =>
        h('button', { type: 'button', class: 'quiet', onclick: as(() => userNamed(name, password)) }, `As ${name}`))));
}

function showOperations(what) {
  $('operations').replaceChildren(...Object.entries(current.operations).map(([key, { label, method, path }]) =>
    h('button', { type: 'button', id: `do-${key}`, class: key === what && 'chosen', title: `${method} ${path}`, onclick: () => alone(() => act(key)) }, label)));
  const { me } = current.operations;
  $('elsewhere').textContent = me.elsewhere ? `“${me.label}” asks ${me.method} ${me.path}: this contract has no such address, and that one is there for everybody.` : '';
  if (current.operations[what]) $(`do-${what}`).focus();
}

async function showGolden() {
  if (!facts.development) return;
  const { name } = current;
  const response = await fetch(`/playground/golden/${name}`);
  if (!response.ok || name !== current.name) return;
  $('golden').hidden = false;
  const cases = await response.json().catch(error => say(`${name}.json: ${error.message}`, 'bad')) ?? [];
  $('cases').replaceChildren(...cases.map(test =>
    goldenCase(test, canBeSent(test, current) && (verdict => alone(() => holdAgainst(fresh(test), verdict))))));
}

/** Sends what is promised, and says whether it was kept. */
async function holdAgainst(test, verdict) {
  const contract = current;
  const mine = session();
  for (const { what, ...request } of before(test, contract.operations, doors)) {
    const exchange = await send(request);
    if (what === 'login') mine.take(exchange, what);
    await show(exchange, mine, what);
  }
  const exchange = await send(message(test, contract.name, mine));
  mine.take(exchange, 'golden');
  await show(exchange, mine);
  const flaws = broken(test, exchange);
  verdict.className = `verdict ${flaws.length ? 'bad' : 'good'}`;
  verdict.textContent = flaws.length ? `Not kept: ${flaws.join('; ')}.` : `Kept: ${status(exchange.status)}, with the body and the cookies that are promised.`;
  say(verdict.textContent, flaws.length ? 'bad' : 'good');
}

$('person').addEventListener('submit', event => event.preventDefault());
$('tabs').addEventListener('click', () => alone(twoTabs));
$('steal').addEventListener('click', () => alone(steal));
$('mailbox').hidden = $('doctor').hidden = $('swagger').hidden = !facts.development;
$('contracts').append(...doors.map(door));
addEventListener('hashchange', fromAddress);
setInterval(runDown, 1000);
fromAddress();

function fromAddress() {
  const [mark, name, what] = location.hash.split('/');
  if (!current || mark === '#') choose(name, what);
}
