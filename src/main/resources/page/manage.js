// One's own account: shows what is stored of it, and changes it through the endpoints that every frontend has.

import { $, addToggle, ago, ask, call, copy, credentials, date, device, drawing, h, icon, notice, reason, save, say, signIn, signOut, texts, when } from './ui.js';

/** What the user wanted to do when a new sign-in was asked for. */
const PENDING = 'latchkey.pending';

let me;

// ---- Acts

/** Does what a button is for. What needs a new sign-in is begun again after it. */
async function act(work, name) {
  try {
    await work();
  } catch (error) {
    if (error.fresh) await signInAgain(name);
    else if (error.name !== 'NotAllowedError') notice(reason(error));
    else notice(say('passkeyDeclined'));
  }
}

async function signInAgain(name) {
  if (!(await confirms('freshTitle', 'freshText', 'freshButton'))) return;
  if (name) sessionStorage.setItem(PENDING, name);
  await signIn(me.username);
}

function confirms(title, text, button, { value, danger = false } = {}) {
  const dialog = $('confirm');
  $('confirm-title').textContent = say(title, value);
  $('confirm-text').textContent = say(text, value);
  const primary = dialog.querySelector('.primary');
  primary.textContent = say(button);
  primary.classList.toggle('danger', danger);
  return ask(dialog, () => true);
}

const acts = {
  async password() {
    const changed = await fresh('password', typed => call('POST', '/account/password', typed));
    if (!changed) return;
    notice(say('passwordChanged'));
    await showSessions();
  },

  async email() {
    const changed = await fresh('email', ({ email, password }) => call('POST', '/account/email/change', { email, password }).then(() => email));
    if (changed) notice(say('emailSent', changed));
  },

  async passkey() {
    await call('POST', '/account/passkeys/options', {});
    const name = await named('passkeyName', 'next');
    if (!name) return;
    const { register } = await import('../../passkeys.js');
    const answer = await register(name, { headers: await credentials() });
    if (!answer.ok) throw Object.assign(new Error('refused'), { status: answer.status });
    const { recovery_codes: codes = [] } = await answer.json();
    notice(say('passkeyAdded'));
    await showFactors();
    await showCodes(codes);
  },

  async app() {
    const name = await named('appName', 'next');
    if (!name) return;
    const { id, secret, otpauth_uri: address, qr_code: picture } = await call('POST', '/account/factors/totp', { name });
    $('qr').replaceChildren(drawing(picture));
    $('secret').textContent = secret.replace(/(.{4})(?=.)/g, '$1 ');
    $('open-app').href = address.startsWith('otpauth://') ? address : '';
    $('copy-secret').onclick = () => copy(secret);
    const answer = await fresh('app', ({ code }) => call('POST', `/account/factors/${id}/confirm`, { code }));
    if (!answer) return;
    notice(say('appAdded'));
    await showFactors();
    await showCodes(answer.recovery_codes ?? []);
  },

  async codes() {
    if (!(await confirms('codesTitle', 'codesReplace', 'codesMake'))) return;
    const { recovery_codes: codes } = await call('POST', '/account/factors/recovery-codes');
    await showFactors();
    await showCodes(codes);
  },

  async others() {
    if (!(await confirms('endOthersTitle', 'endOthersText', 'endOthers', { danger: true }))) return;
    await call('DELETE', '/account/sessions');
    notice(say('ended'));
    await showSessions();
  },

  async data() {
    const data = await call('GET', '/account/data');
    save(`${me.username}.json`, JSON.stringify(data, undefined, 2), 'application/json');
  },

  async remove() {
    const gone = await ask($('d-remove'), ({ password }) => call('DELETE', '/account', { password }));
    if (!gone) return;
    document.querySelector('main').replaceChildren(h('section', { class: 'card', tabindex: -1, id: 'gone' }, h('h1', {}, say('gone')), h('p', {}, say('goneText'))));
    document.querySelectorAll('.menu, .masthead .account').forEach(part => part.remove());
    $('gone').focus();
  },

  async out() {
    await signOut();
    const back = $('back')?.href;
    if (back) location.assign(back);
    else await signIn();
  },
};

/** Opens a dialog; a demand for a new sign-in closes it. */
async function fresh(name, work) {
  let demand;
  const result = await ask($(`d-${name}`), async typed => {
    try {
      return await work(typed);
    } catch (error) {
      if (!error.fresh) throw error;
      demand = error;
      return true;
    }
  });
  if (demand) throw demand;
  return result;
}

async function named(title, button, name = '') {
  $('name-title').textContent = say(title);
  $('d-name').querySelector('.primary').textContent = say(button);
  // The form is emptied when its dialog opens.
  $('name').defaultValue = name;
  const chosen = await ask($('d-name'), typed => typed.name.trim());
  return chosen === true ? undefined : chosen;
}

// ---- What is shown

function showMe() {
  const name = [me.first_name, me.last_name].filter(Boolean).join(' ') || me.username;
  const initials = (me.first_name && me.last_name ? me.first_name[0] + me.last_name[0] : me.username.slice(0, 2));
  document.querySelectorAll('.avatar').forEach(avatar => { avatar.textContent = initials; });
  $('name-of-user').textContent = name;
  $('hello').textContent = name;
  $('since').textContent = say('since', date(me.joined_at));
  $('username').textContent = me.username;
  $('profile').elements.first_name.value = me.first_name;
  $('profile').elements.last_name.value = me.last_name;
  $('address').textContent = me.email ?? say('noEmail');
  document.querySelectorAll('[autocomplete=username]').forEach(input => { input.value = me.username; });
}

function row(picture, title, about, ...buttons) {
  return h('li', {}, icon(picture), h('div', { class: 'what' }, h('strong', {}, title), h('small', {}, about)), h('div', { class: 'actions' }, buttons));
}

/** A button of a row, which a screen reader tells with the row's name. */
const low = (key, of, danger, onclick) =>
  h('button', { type: 'button', class: `low plain${danger ? ' danger' : ''}`, 'aria-label': `${say(key)}: ${of}`, onclick }, say(key));

const used = time => (time ? [say('lastUsed'), ' ', when(time)] : say('neverUsed'));

function factorRow({ id, kind, name, last_used_at: last }) {
  const rename = async () => {
    const chosen = await named('rename', 'save', name);
    if (!chosen) return;
    await call('PATCH', `/account/factors/${id}`, { name: chosen });
    notice(say('saved'));
    await showFactors();
  };
  const remove = async () => {
    if (!(await confirms('removeTitle', 'removeText', 'remove', { value: name, danger: true }))) return;
    await call('DELETE', `/account/factors/${id}`);
    notice(say('removed'));
    await showFactors();
  };
  return row(kind === 'PASSKEY' ? 'key' : 'phone', name, used(last),
    low('rename', name, false, () => act(rename)), low('remove', name, true, () => act(remove)));
}

async function showFactors() {
  const { factors, recovery_codes_left: left, remembered_devices: devices, required_from: required } = await call('GET', '/account/factors');
  for (const [kind, list] of [['PASSKEY', 'passkeys'], ['TOTP', 'apps']]) {
    if (!$(list)) continue;
    const of = factors.filter(factor => factor.kind === kind);
    $(list).replaceChildren(...of.map(factorRow));
    $(`no-${list}`).hidden = of.length > 0;
  }
  $('protected').textContent = say(factors.length > 0 ? 'on' : 'off');
  $('protected').classList.toggle('good', factors.length > 0);
  $('recovery').hidden = factors.length === 0;
  $('codes-left').textContent = say('codesLeft', left);
  $('codes-left').classList.toggle('warn', left < 4);
  $('remembered').hidden = devices.length === 0;
  $('devices').replaceChildren(...devices.map(rememberedRow));
  $('required').hidden = !required || factors.length > 0;
  if (required) $('required-text').textContent = say('required', date(required));
}

function rememberedRow({ id, user_agent: agent, expires_at: until }) {
  const { name, icon: picture } = device(agent);
  const forget = async () => {
    await call('DELETE', `/account/factors/remembered-devices/${id}`);
    notice(say('removed'));
    await showFactors();
  };
  return row(picture, name, say('until', date(until)), low('forget', name, true, () => act(forget)));
}

async function showSessions(after) {
  const found = await call('GET', `/account/sessions${after ? `?after=${after}` : ''}`);
  const more = call.headers.get('Link');
  if (!after) $('sessions-list').replaceChildren();
  $('sessions-list').append(...found.map(sessionRow));
  $('more').hidden = !more;
  $('more').onclick = () => act(() => showSessions(found.at(-1).id));
  $('others').hidden = !more && found.length < 2;
}

function sessionRow({ id, user_agent: agent, address, opened_at: opened, last_used_at: last, current }) {
  const { name, icon: picture } = device(agent);
  const end = async () => {
    await call('DELETE', `/account/sessions/${id}`);
    notice(say('ended'));
    await showSessions();
  };
  const line = row(picture, name, [address && `${address} · `, say('lastUsed'), ' ', when(last), ' · ', say('opened', ago(opened))],
    current ? h('span', { class: 'pill good' }, say('current')) : low('end', `${name}, ${address ?? ''}`, true, () => act(end)));
  return line;
}

async function showCodes(codes) {
  if (codes.length === 0) return;
  $('codes').replaceChildren(...codes.map(code => h('li', {}, code)));
  $('copy-codes').onclick = () => copy(codes.join('\n'));
  $('save-codes').onclick = () => save('recovery-codes.txt', `${codes.join('\n')}\n`, 'text/plain');
  await ask($('d-codes'), () => true);
  $('codes').replaceChildren();
}

// ---- Begin

$('profile').addEventListener('submit', event => {
  event.preventDefault();
  act(async () => {
    me = await call('PATCH', '/account', Object.fromEntries(new FormData($('profile'))));
    showMe();
    notice(say('saved'));
  });
});
document.querySelectorAll('[data-act]').forEach(button => {
  button.addEventListener('click', () => act(acts[button.dataset.act], button.dataset.act));
});
document.querySelectorAll('[type=password]').forEach(addToggle);

/** Marks the section that is looked at in the menu. */
const seen = new Set();
const watch = new IntersectionObserver(entries => {
  entries.forEach(({ target, isIntersecting }) => seen[isIntersecting ? 'add' : 'delete'](target.id));
  const [first] = [...document.querySelectorAll('.sections > section')].filter(({ id }) => seen.has(id));
  document.querySelectorAll('.menu a').forEach(link => {
    if (first && link.hash === `#${first.id}`) link.ariaCurrent = 'true';
    else link.removeAttribute('aria-current');
  });
}, { rootMargin: '-80px 0px -55% 0px' });

try {
  me = await call('GET', '/account');
  showMe();
  await Promise.all([showFactors(), showSessions()]);
  document.querySelector('.shell').hidden = false;
  document.querySelectorAll('.sections > section').forEach(section => watch.observe(section));
  $(location.hash.slice(1))?.scrollIntoView();
  const pending = sessionStorage.getItem(PENDING);
  sessionStorage.removeItem(PENDING);
  if (pending && acts[pending]) await act(acts[pending], pending);
} catch (error) {
  $('trouble').hidden = false;
  $('trouble').querySelector('p').textContent = reason(error);
}
