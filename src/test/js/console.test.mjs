// The console, as an operator uses it.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { isReadable, LATCHKEY, launch, open, picture } from './browser.mjs';
import { mailTo, newcomer, post } from './mails.mjs';
import { signIn } from './pages.mjs';

const OPERATOR = { username: 'operator', password: 'the difference engine' };

/** What a user may type, to see whether anything of it acts. */
const STRANGE = '"><img src=x onerror=alert(1)>\'=1+1';

let browser;

before(async () => { browser = await launch(); });
after(() => browser.close());

async function operator(address = '#/', options = {}) {
  const opened = await open(browser, { viewport: { width: 1280, height: 900 }, ...options });
  await signIn(opened.page, OPERATOR, `/console${address}`);
  await arrives(opened.page);
  return opened;
}

const arrives = page => page.locator('main[aria-busy=false]').waitFor();
const says = (page, text) => page.locator('.notice').filter({ hasText: text }).waitFor();

async function goes(page, address) {
  await page.goto(`${LATCHKEY}/console${address}`);
  await page.reload();
  await arrives(page);
}

/** By everybody, on any screen, in any light. */
async function everybodyReads(page) {
  const before = page.viewportSize();
  await isReadable(page, 320, 'dark');
  await isReadable(page, 1280, 'light');
  await page.setViewportSize(before);
}

/** Tabs to the element that has the name, and presses a key there. */
async function byKeyboard(page, name, key = 'Enter') {
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const { activeElement: at } = document;
      return (at.getAttribute('aria-label') ?? at.labels?.[0]?.innerText ?? at.innerText ?? '').trim();
    });
    if (focused === name) {
      if (key) await page.keyboard.press(key);
      return;
    }
  }
  assert.fail(`${name} is not reached by keyboard`);
}

const failsToSignIn = ({ username }, times) => Promise.all(Array.from({ length: times }, () => fetch(`${LATCHKEY}/express/api/auth/login`, {
  method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ username, password: 'not the password' }),
})));

describe('every view can be read by everybody', () => {
  for (const view of ['', 'accounts', 'groups', 'clients', 'keys', 'audit?days=7', 'mails?sent=true', 'webhooks', 'limits', 'settings']) {
    test(view || 'overview', async () => {
      const { page, faults, close } = await operator(`#/${view}`);
      await page.locator('main h1').waitFor();
      await everybodyReads(page);
      assert.deepEqual(faults, []);
      await close();
    });
  }
});

test('what users typed is text in every view', async () => {
  const id = crypto.randomUUID().slice(0, 8);
  const user = await newcomer({ 'User-Agent': STRANGE }, { username: `${STRANGE}${id}`, email: `"<img/src=x>${id}"@shop.example` });
  const { access_token: token } = await post('/fastapi/auth/login', { username: user.username, password: user.password }, { 'User-Agent': STRANGE });
  const changed = await fetch(`${LATCHKEY}/account`, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    body: JSON.stringify({ first_name: STRANGE, last_name: STRANGE, full_name: STRANGE, profile_image: `https://x.example/${STRANGE}` }),
  });
  assert.equal(changed.status, 200);
  await operatorWrites(id);
  const { page, faults, close } = await operator(`#/accounts?search=${encodeURIComponent(user.username)}`);
  await page.getByText(STRANGE).first().waitFor();
  await page.getByRole('link', { name: user.username }).click();
  await page.getByRole('heading', { name: user.username }).waitFor();
  await page.getByText(STRANGE).first().waitFor();
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  assert.equal(await page.locator('dialog[open] [name=first_name]').inputValue(), STRANGE);
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('img').count(), 0);
  const account = page.url().split('/').at(-1);
  for (const [view, text] of [[`audit?account=${account}`, user.username], ['groups', `${STRANGE}${id}`], ['clients', `${STRANGE}${id}`], ['webhooks', `${STRANGE}${id}`], ['mails?sent=true', user.email]]) {
    await goes(page, `#/${view}`);
    await page.getByText(text).first().waitFor();
    assert.equal(await page.locator('img').count(), 0, view);
  }
  await operatorDeletes(id);
  assert.deepEqual(faults, []);
  await close();
});

/** What an operator may type, and the name of a program. */
async function operatorWrites(id) {
  const bearer = await operatorsToken();
  const text = `${STRANGE}${id}`;
  await post('/admin/groups', { name: `strange-${id}`, description: text }, bearer);
  await post('/admin/clients', { id: `strange-${id}`, name: text, scopes: [] }, bearer);
  await post('/admin/webhooks', { url: `https://shop.example/${id}`, description: text, kinds: ['export'] }, bearer);
}

async function operatorDeletes(id) {
  const headers = { ...(await operatorsToken()), 'If-Match': '*' };
  const { webhooks } = await (await fetch(`${LATCHKEY}/admin/webhooks`, { headers })).json();
  const webhook = webhooks.find(({ url }) => url.endsWith(id));
  for (const path of [`groups/strange-${id}`, `clients/strange-${id}`, `webhooks/${webhook.id}`]) {
    assert.ok((await fetch(`${LATCHKEY}/admin/${path}`, { method: 'DELETE', headers })).ok, path);
  }
}

async function operatorsToken() {
  const { access } = await post('/drf-token/api/auth/login', OPERATOR);
  return { Authorization: `Bearer ${access}` };
}

test('the list filters as one types, and its address can be sent on', async () => {
  const user = await newcomer();
  const { page, faults, close } = await operator('#/accounts');
  await page.getByLabel('Username, e-mail address or name').pressSequentially(user.username);
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1);
  assert.ok(page.url().includes(user.username));
  await page.reload();
  await arrives(page);
  assert.equal(await page.locator('tbody tr').count(), 1);
  assert.deepEqual(faults, []);
  await close();
});

test('by keyboard, on a phone, an operator invites a user, finds a locked-out one, ends a session, and rotates a key', async () => {
  const locked = await newcomer();
  await post('/drf-token/api/auth/login', locked, { 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' });
  const phone = { width: 360, height: 740 };
  const { page, faults, close } = await operator('#/accounts', { viewport: phone });
  const email = `grace-${crypto.randomUUID().slice(0, 8)}@shop.example`;

  await byKeyboard(page, 'Invite a user');
  await page.keyboard.type(email);
  await page.keyboard.press('Enter');
  await says(page, 'The invitation is on its way.');
  await mailTo(email, 'INVITE');

  // The first wait is one of ten seconds.
  await failsToSignIn(locked, 22);
  await byKeyboard(page, 'Username, e-mail address or name', null);
  await page.keyboard.type(locked.username);
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1);
  await byKeyboard(page, locked.username);
  await page.getByText('Locked out.').waitFor();
  await page.locator('.notice').evaluate(line => { line.textContent = ''; });
  await page.setViewportSize({ width: 1280, height: 900 });
  await picture(page, 'console', true);
  await page.setViewportSize(phone);
  await everybodyReads(page);
  await page.locator('main').focus();
  await byKeyboard(page, 'Unlock');
  await says(page, 'Unlocked');
  await page.getByText('Locked out.').waitFor({ state: 'detached' });

  const sessions = await page.getByRole('button', { name: /^End: / }).count();
  await page.locator('main').focus();
  await byKeyboard(page, 'End: Firefox, Linux, 127.0.0.1');
  await says(page, 'Ended.');
  assert.equal(await page.getByRole('button', { name: /^End: / }).count(), sessions - 1);

  await goes(page, '#/keys');
  const keys = await page.locator('.list tbody tr').count();
  await byKeyboard(page, 'Rotate');
  await page.locator('dialog[open]').waitFor();
  await everybodyReads(page);
  await byKeyboard(page, 'Make a key');
  await says(page, 'The new key is published.');
  assert.equal(await page.locator('.list tbody tr').count(), keys + 1);
  assert.deepEqual(faults, []);
  await close();
});

test('by keyboard, an operator makes a webhook, tests it, and has its events sent again', async () => {
  const receiver = createServer((request, response) => { request.resume().on('end', () => response.writeHead(204).end()); });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const url = `http://127.0.0.1:${receiver.address().port}/events`;
  const { page, faults, close } = await operator('#/webhooks');

  await byKeyboard(page, 'New webhook');
  await everybodyReads(page);
  await page.keyboard.type(url);
  await page.keyboard.press('Enter');
  await page.getByText(`Secret for ${url}.`).waitFor();
  await everybodyReads(page);
  await page.locator('main').focus();
  await byKeyboard(page, `Test: ${url}`);
  await says(page, 'the receiver answered 204');

  const event = once(receiver, 'request');
  await newcomer();
  await event;
  await page.locator('main').focus();
  await byKeyboard(page, url);
  await page.getByRole('heading', { name: url }).waitFor();
  await everybodyReads(page);
  const again = once(receiver, 'request');
  await byKeyboard(page, 'Send events again');
  await page.getByLabel('From').fill(new Date(Date.now() - 60_000).toISOString().slice(0, 16));
  await page.keyboard.press('Enter');
  await says(page, 'The events are due now.');
  await again;

  await goes(page, '#/webhooks');
  assert.equal(await page.locator('.secret-once').count(), 0);
  await byKeyboard(page, `Delete: ${url}`);
  await byKeyboard(page, 'Delete');
  await says(page, 'Deleted.');
  assert.deepEqual(faults, []);
  await close();
  receiver.close();
});

test('a person who has more sessions than a page shows them all', async () => {
  const user = await newcomer();
  await post('/drf-token/api/auth/login', user, { 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' });
  const { page, faults, close } = await operator(`#/accounts?search=${user.username}`);
  await page.route('**/admin/accounts/*/sessions*', async route => {
    const [url, after] = route.request().url().split('?');
    const answer = await (await route.fetch({ url })).json();
    await route.fulfill({ json: { ...answer, next: after ? null : 'the next page' } });
  });
  await page.getByRole('link', { name: user.username }).click();
  const rows = page.getByRole('button', { name: /^End: / });
  await rows.first().waitFor();
  const before = await rows.count();
  await page.getByRole('button', { name: 'Show more' }).first().click();
  await page.waitForFunction(count => document.querySelectorAll('[aria-label^="End: "]').length === count, 2 * before);
  assert.deepEqual(faults, []);
  await close();
});

test('the secret of a client is shown once', async () => {
  const { page, faults, close } = await operator('#/clients');
  const id = `crm-${crypto.randomUUID().slice(0, 8)}`;
  await page.getByRole('button', { name: 'New client' }).click();
  await page.getByLabel('Id', { exact: true }).fill(id);
  await page.getByLabel('Name', { exact: true }).fill(STRANGE);
  await page.getByLabel('audit:read').check();
  await everybodyReads(page);
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText(`Secret of ${id}.`).waitFor();
  await page.getByText(STRANGE).waitFor();
  await page.reload();
  await arrives(page);
  assert.equal(await page.locator('.secret-once').count(), 0);
  assert.deepEqual(faults, []);
  await close();
});

test('no cell of the CSV begins like a formula', async () => {
  const { page, faults, close } = await operator('#/audit');
  await page.route('**/admin/audit?**', route => route.fulfill({ json: {
    events: [{ happened_at: '2026-11-30T00:00:00Z', kind: 'LOGIN', outcome: 'ACCEPTED', account: 1, username: '=1+1', via: '@SUM(1)', user_agent: '-2', session: '＝4', request: '\n=5', detail: '+3 "x"' }], next: null,
  } }));
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save as CSV' }).click()]);
  const [, line] = (await readFile(await download.path(), 'utf8')).split('\r\n');
  assert.ok(line.includes(`"'=1+1"`) && line.includes(`"'@SUM(1)"`) && line.includes(`"'-2"`) && line.includes(`"'+3 ""x"""`) && line.includes(`"'＝4"`) && line.includes(`"'\n=5"`), line);
  assert.deepEqual(faults, []);
  await close();
});

/** Lets the server demand a new sign-in for what `work` changes, signs in, and is back. */
async function signsInAgain(page, work) {
  await page.route('**/admin/**', route => (route.request().method() === 'POST'
    ? route.fulfill({ status: 401, contentType: 'application/problem+json', headers: { 'WWW-Authenticate': 'Bearer error="insufficient_user_authentication", max_age="600"' }, body: '{"error":"insufficient_user_authentication"}' })
    : route.continue()));
  await work();
  await page.getByRole('heading', { name: 'Confirm that it is you' }).waitFor();
  await everybodyReads(page);
  await page.unroute('**/admin/**');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/account/pages/login?**');
  assert.equal(await page.getByLabel('Username or e-mail address').inputValue(), OPERATOR.username);
  await page.locator('#current_password').fill(OPERATOR.password);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/console**');
}

test('an act that needs a new sign-in goes on after it, with what was typed', async () => {
  const id = `crm-${crypto.randomUUID().slice(0, 8)}`;
  const { page, faults, close } = await operator('#/clients');
  await signsInAgain(page, async () => {
    await page.getByRole('button', { name: 'New client' }).click();
    await page.getByLabel('Id', { exact: true }).fill(id);
    await page.getByLabel('Name', { exact: true }).fill(STRANGE);
    await page.getByLabel('audit:read').check();
    await page.getByRole('button', { name: 'Create' }).click();
  });
  await page.getByRole('heading', { name: 'New client' }).waitFor();
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText(`Secret of ${id}.`).waitFor();
  const row = page.getByRole('row').filter({ hasText: id });
  assert.ok((await row.innerText()).includes(STRANGE) && (await row.innerText()).includes('audit:read'));
  await page.reload();
  await arrives(page);
  assert.equal(await page.locator('dialog').count(), 0, 'and only once');
  assert.deepEqual(faults, []);
  await close();
});

test('what has no dialog is not done by a new sign-in: its button waits for the operator', async () => {
  const { page, faults, close } = await operator('#/mails');
  await signsInAgain(page, () => page.getByRole('button', { name: 'Send all failed again' }).click());
  await says(page, 'You are signed in again. Press “Send all failed again” to go on.');
  await page.keyboard.press('Enter');
  await says(page, 'They are due now.');
  assert.deepEqual(faults, []);
  await close();
});

test('who is no superuser sees nothing', async () => {
  const { page, faults, close } = await open(browser);
  await signIn(page, await newcomer(), '/console');
  await page.getByText('You are not a superuser').waitFor();
  await everybodyReads(page);
  assert.deepEqual(faults, []);
  await close();
});
