// The mails that Latchkey has written: looked for again and again, while anybody looks at the page.

import { copyButton, h } from './view.js';

const PAUSE = 2000;
const LINK = /^https?:\/\/\S+$/m;
const CODE = /^[A-Z0-9]{4}-[A-Z0-9]{4}$/m;
const MOODS = { SENT: 'good', WAITING: 'warn', FAILED: 'bad' };

const $ = id => document.getElementById(id);
const wide = matchMedia('(min-width: 56rem)');
const tabs = [...document.querySelectorAll('[role=tab]')];
const unread = new Set();

/** What was answered last; undefined before the first answer. */
let answered;
let mails = [];

/** The id of the mail that is shown. */
let shown;

// ---- Looking for mails

/** @param away whether the page is in the background, so that a new mail takes the place of the one that is shown */
async function look(away) {
  try {
    const answer = await fetch('/dev/mailbox/mails', { cache: 'no-store' });
    if (!answer.ok) throw new Error(`Latchkey answers with ${answer.status}.`);
    take(await answer.text(), away);
    $('trouble').textContent = '';
  } catch (error) {
    const why = error instanceof TypeError ? 'Latchkey does not answer.' : error.message;
    $('trouble').textContent = `${why} The page tries again every two seconds.`;
  }
}

function take(answer, away) {
  if (answer === answered) return;
  const known = new Set(mails.map(mail => mail.id));
  mails = JSON.parse(answer);
  const arrived = answered === undefined ? [] : mails.filter(mail => !known.has(mail.id));
  answered = answer;
  arrived.forEach(mail => unread.add(mail.id));
  if (arrived.length > 0) {
    const [{ to, subject }] = arrived;
    $('news').textContent = `New mail to ${to}: ${subject}`;
    if (away && wide.matches) history.replaceState(null, '', `#${arrived[0].id}`);
  }
  show();
}

async function lookAgain() {
  if (!document.hidden) await look(!document.hasFocus());
  setTimeout(lookAgain, PAUSE);
}

// ---- Showing them

function show() {
  const asked = mails.find(mail => `#${mail.id}` === location.hash);
  document.body.classList.toggle('reading', asked !== undefined);
  const found = matching();
  const mail = asked ?? mails.find(mail => mail.id === shown) ?? found[0] ?? mails[0];
  $('empty').hidden = mails.length > 0;
  $('box').hidden = mails.length === 0;
  if (mail) showMail(mail);
  showList(found);
  document.title = `${unread.size > 0 ? `(${unread.size}) ` : ''}Latchkey: the mailbox`;
}

function matching() {
  const words = $('filter').value.trim().toLowerCase();
  return mails.filter(({ to, subject }) => `${to} ${subject}`.toLowerCase().includes(words));
}

function showList(found) {
  const focused = document.activeElement.hash;
  $('mails').replaceChildren(...found.map(item));
  $('none').textContent = found.length > 0 ? '' : 'No mail has this in its address or subject.';
  if (focused) $('mails').querySelector(`[href="${focused}"]`)?.focus();
}

function item({ id, to, subject, at, kind, state }) {
  return h('li', { class: unread.has(id) && 'new' },
    h('a', { href: `#${id}`, 'aria-current': id === shown && isSeen() && 'true' },
      h('b', {}, to), h('time', { datetime: at }, shortly(new Date(at))),
      h('span', { class: 'subject' }, subject),
      h('small', {}, spoken(kind)), stateOf(state)));
}

const stateOf = state => h('span', { class: `state ${MOODS[state]}` }, spoken(state));

const spoken = name => name.toLowerCase().replaceAll('_', ' ');

/** The time of a mail of today, the day of an older one. */
function shortly(at) {
  return at.toDateString() === new Date().toDateString()
    ? at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
    : at.toLocaleDateString([], { day: 'numeric', month: 'short' });
}

/** A small screen has either the list or the mail. */
const isSeen = () => wide.matches || document.body.classList.contains('reading');

function showMail(mail) {
  if (isSeen()) unread.delete(mail.id);
  $('state').replaceChildren(stateOf(mail.state));
  if (mail.id === shown) return;
  shown = mail.id;
  $('subject').textContent = mail.subject;
  $('to').textContent = mail.to;
  $('when').textContent = new Date(mail.at).toLocaleString([], { dateStyle: 'full', timeStyle: 'medium' });
  $('text').firstElementChild.textContent = mail.text;
  $('frame').title = mail.subject;
  // In place, so that the browser's way back leads to the mail before, not into the frame.
  $('frame').contentWindow.location.replace(`/dev/mailbox/mails/${mail.id}`);
  const [[link] = [], [code] = []] = [LINK, CODE].map(one => mail.text.match(one) ?? undefined);
  $('copies').replaceChildren(...[
    link && copyButton('Copy the link', link),
    code && copyButton('Copy the code', code),
  ].filter(Boolean));
}

/** Gives the frame the height of the mail. */
function fit() {
  const mail = $('frame').contentDocument?.body;
  if (mail?.offsetHeight > 0) $('frame').style.height = `${mail.offsetHeight + 2}px`;
}

function choose(tab) {
  tabs.forEach(one => {
    one.ariaSelected = String(one === tab);
    one.tabIndex = one === tab ? 0 : -1;
    $(one.getAttribute('aria-controls')).hidden = one !== tab;
  });
}

// ---- Keys and clicks

/** The next of a row, for the keys that lead through it; none for another key. */
function next(row, { key }) {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[key];
  return step && row[row.indexOf(document.activeElement) + step];
}

$('mails').addEventListener('keydown', event => {
  const link = next([...$('mails').querySelectorAll('a')], event);
  if (!link) return;
  event.preventDefault();
  link.focus();
  // On a small screen, the mail would take the place of the list.
  if (!wide.matches) return;
  history.replaceState(null, '', link.hash);
  show();
});

tabs.forEach(tab => {
  tab.addEventListener('click', () => choose(tab));
  tab.addEventListener('keydown', event => {
    const other = next(tabs, event);
    if (other) choose(other);
    other?.focus();
  });
});

$('filter').addEventListener('input', show);
$('frame').addEventListener('load', fit);
new ResizeObserver(fit).observe($('html'));
addEventListener('hashchange', () => {
  show();
  if (document.body.classList.contains('reading') && !wide.matches) $('mail').focus();
});
wide.addEventListener('change', show);
document.addEventListener('visibilitychange', () => { if (!document.hidden) look(true); });
choose(tabs[0]);
lookAgain();
