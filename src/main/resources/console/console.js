// The console: which view an address shows. The address has the view and its filters, so that it can be sent on.

import { $, call, h, icon, signOut, signIn } from '../account/pages/ui.js';
import { card, goOn, place, reasonOf, signInAgain } from './kit.js';

/** Each with its module, which is loaded when it is first shown. */
const VIEWS = [
  ['', 'Overview', 'chart', './overview.js'],
  ['accounts', 'Accounts', 'user', './accounts.js'],
  ['groups', 'Groups', 'users', './groups.js'],
  ['clients', 'Clients', 'plug', './clients.js'],
  ['keys', 'Keys', 'key', './keys.js'],
  ['audit', 'Audit log', 'list', './audit.js'],
  ['mails', 'Mail', 'mail', './mails.js'],
  ['webhooks', 'Webhooks', 'hook', './webhooks.js'],
  ['limits', 'Rate limits', 'clock', './limits.js'],
  ['settings', 'Settings', 'gear', './settings.js'],
];

let turn = 0;

/** Shows the view of the address. A slower answer to an earlier address shows nothing. */
async function show({ focus = false, top = focus } = {}) {
  const mine = ++turn;
  const [path, search = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const [name, ...rest] = path.split('/').map(decodeURIComponent);
  const view = VIEWS.find(([key]) => key === name) ?? VIEWS[0];
  $('menu').querySelectorAll('a').forEach((link, index) => { link.ariaCurrent = VIEWS[index] === view ? 'page' : null; });
  const { parentElement: at } = $('menu').querySelector('[aria-current]');
  $('menu').scrollLeft = at.offsetLeft - 16;
  document.title = `${view[1]} · Latchkey console`;
  $('main').ariaBusy = 'true';
  let shown;
  try {
    const { show: draw } = await import(view[3]);
    shown = await draw({ rest, query: new URLSearchParams(search), again: () => show({ focus: true, top: false }) });
  } catch (error) {
    if (error.fresh) {
      $('main').replaceChildren(card('This needs another sign-in', h('p', {}, 'The admin API asks for a second factor, or a newer sign-in. If you have no second factor, ', h('a', { href: 'account/manage' }, 'add one'), ' first.')));
      await signInAgain(error);
    } else {
      shown = [card(error.status === 404 ? 'Nothing is here' : 'This did not work', h('p', {}, messageOf(error)))];
    }
  }
  if (mine !== turn || !shown) return;
  $('main').replaceChildren(...shown);
  $('main').ariaBusy = 'false';
  if (focus) $('main').focus({ preventScroll: true });
  if (top) scrollTo(0, 0);
}

function messageOf(error) {
  if (error.status === 403) return 'You are not a superuser, so the console shows you nothing.';
  if (error.status === 404) return 'It does not exist, or the part of the admin API for it is not switched on.';
  return reasonOf(error);
}

$('menu').append(...VIEWS.map(([key, label, picture]) => h('li', {}, h('a', { href: place(key) }, icon(picture), label))));
$('out').addEventListener('click', async () => {
  await signOut();
  await signIn();
});
addEventListener('hashchange', () => show({ focus: true }));

try {
  $('me').textContent = (await call('GET', '/account')).username;
  await show();
  goOn();
} catch (error) {
  $('main').replaceChildren(card('This did not work', h('p', {}, messageOf(error))));
}
