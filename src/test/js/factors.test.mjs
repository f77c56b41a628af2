// Latchkey's own page that asks for a second factor, and its module for passkeys.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isReadable, LATCHKEY, launch, open } from './browser.mjs';
import { address, authenticator, enrolled, pageFor } from './factors.mjs';
import { newcomer, post } from './mails.mjs';

/** A frontend, as far as it matters here. */
const FRONTEND = `${LATCHKEY}/dev/mailbox?from=shop`;

let browser;

before(async () => { browser = await launch(); });
after(() => browser.close());

/** Somebody with an app, recovery codes and, if she has an authenticator, a passkey. */
async function ada(page) {
  const user = await newcomer();
  const factors = await enrolled(user);
  if (!page) return { ...user, ...factors };
  const { access } = await post('/drf-token/api/auth/login', { ...user, code: factors.code });
  const passkey = await authenticator(page);
  await page.goto(address('express', FRONTEND, 'none'));
  const added = await page.evaluate(async access => {
    const { register } = await import('/passkeys.js');
    return (await register('laptop', { headers: { Authorization: `Bearer ${access}` } })).status;
  }, access);
  assert.equal(added, 201);
  return { ...user, ...factors, passkey };
}

async function enters(page, code) {
  await page.getByLabel('Code', { exact: true }).fill(code);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

const usesPasskey = page => page.getByRole('button', { name: 'Use a passkey' }).click();
const isTold = (page, text) => page.getByRole('alert').filter({ hasText: text }).waitFor();

/** By everybody, on any screen. */
async function everybodyReads(page) {
  await isReadable(page, 320, 'dark');
  await isReadable(page, 1280, 'light');
}

/** Is back, with a session of the contract `express` in cookies. */
async function isBack(page) {
  await page.waitForURL(FRONTEND);
  assert.equal(await page.evaluate(async () => (await fetch('/express/api/auth/refresh', { method: 'POST' })).status), 200);
}

test('a user enters a code on the page, and is back in the frontend with a session', async () => {
  const { page, faults, close } = await open(browser);
  const user = await ada();
  await page.goto(await pageFor(user, 'express', FRONTEND));
  assert.doesNotMatch(page.url(), /#./, 'the token is no longer in the address bar');
  await page.getByRole('button', { name: 'Use a passkey' }).waitFor();
  await everybodyReads(page);
  await enters(page, '000000');
  await isTold(page, 'The code is wrong');
  await everybodyReads(page);
  await enters(page, user.code);
  await isBack(page);
  assert.deepEqual(faults, []);
  await close();
});

test('a user who declines to use a passkey is told so, tries again, and is back with a session', async () => {
  const { page, faults, close } = await open(browser);
  const user = await ada(page);
  await page.goto(await pageFor(user, 'express', FRONTEND));
  await user.passkey.agrees(false);
  await usesPasskey(page);
  await isTold(page, 'The passkey was not used.');
  await page.locator('[role=alert]:focus').waitFor();
  await everybodyReads(page);
  await user.passkey.agrees(true);
  await usesPasskey(page);
  await isBack(page);
  assert.deepEqual(faults, []);
  await close();
});

test('a frontend whose contract has no cookies gets a token, which opens one session', async () => {
  const { page, faults, close } = await open(browser);
  const user = await ada(page);
  const ways = [() => usesPasskey(page), () => enters(page, user.recoveryCodes[0])];
  for (const way of ways) {
    await page.goto(await pageFor(user, 'drf-token', FRONTEND));
    await way();
    await page.waitForURL(`${FRONTEND}#mfa_token=*`);
    const token = page.url().split('#mfa_token=')[1];
    assert.ok((await post('/drf-token/api/auth/login/code', { mfa_token: token })).access);
    await assert.rejects(post('/drf-token/api/auth/login/code', { mfa_token: token }), /answers 401/);
  }
  assert.deepEqual(faults, []);
  await close();
});

test('without scripts the address of the page is pasted', async () => {
  const { page, close } = await open(browser, { javaScriptEnabled: false });
  const user = await ada();
  await page.goto(await pageFor(user, 'express', FRONTEND));
  await page.getByLabel('Sign-in', { exact: true }).fill(` ${page.url()} `);
  assert.ok(await page.getByRole('button', { name: 'Use a passkey' }).isHidden());
  await enters(page, user.code);
  await page.waitForURL(FRONTEND);
  await close();
});

test('a sign-in that is over says so, whatever the user shows, and leads back', async () => {
  const { page, faults, close } = await open(browser);
  for (const way of [() => usesPasskey(page), () => enters(page, '000000')]) {
    await page.goto(address('express', FRONTEND, 'AAAA'));
    await way();
    await isTold(page, 'This sign-in took more than five minutes');
    await everybodyReads(page);
    await page.getByRole('link', { name: 'Back to the app' }).click();
    await page.waitForURL(FRONTEND);
  }
  const [status, said] = await page.evaluate(async () => {
    const { signIn } = await import('/passkeys.js');
    const answer = await signIn('/express/api/auth/login', { mfaToken: 'AAAA' });
    return [answer.status, await answer.json()];
  });
  assert.deepEqual([status, said], [401, { message: 'Invalid username or password.' }]);
  assert.deepEqual(faults, []);
  await close();
});

test('a field offers the passkeys of the browser', async () => {
  const { page, faults, close } = await open(browser);
  const { username } = await ada(page);
  const user = await page.evaluate(async () => {
    const { offersInField, signIn } = await import('/passkeys.js');
    document.querySelector('form').innerHTML = '<label>Username <input autocomplete="username webauthn" autofocus></label>';
    const answer = (await offersInField()) && (await signIn('/express/api/auth/login', { inField: true }));
    return (await answer.json()).data.user.username;
  });
  assert.equal(user, username);
  assert.deepEqual(faults, []);
  await close();
});

test('who reads German is asked in German', async () => {
  const { page, faults, close } = await open(browser, { locale: 'de-DE' });
  await page.goto(address('express', FRONTEND, ''));
  await page.getByRole('heading', { name: 'Code eingeben' }).waitFor();
  assert.ok(await page.getByLabel('Anmeldung', { exact: true }).isVisible(), 'where the address has no token');
  await page.getByRole('button', { name: 'Passkey verwenden' }).waitFor();
  await everybodyReads(page);
  assert.deepEqual(faults, []);
  await close();
});
