// The page of one's own account, the sign-in that leads to it, and the first factor in the middle of a sign-in.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { fitsOn, isAccessible, isReadable, LATCHKEY, launch, open, picture } from './browser.mjs';
import { authenticator, enrolled, totp } from './factors.mjs';
import { linkIn, mailTo, newcomer, post } from './mails.mjs';
import { signIn } from './pages.mjs';

const MANAGE = '/account/manage';
const FRONTEND = `${LATCHKEY}/dev/mailbox?from=shop`;
const NEW_PASSWORD = 'the analytical engine';

let browser;

before(async () => { browser = await launch(); });
after(() => browser.close());

/** Somebody who is on the page of the own account. */
async function ada(options = {}, { path = MANAGE, more } = {}) {
  const user = await newcomer();
  const factors = await more?.(user);
  const opened = await open(browser, options);
  await signIn(opened.page, user, path);
  if (!factors) await arrives(opened.page);
  return { ...user, ...factors, ...opened };
}

const arrives = page => page.locator('.shell').waitFor();
const dialog = page => page.locator('dialog[open]');
const says = (page, text) => page.locator('.notice').filter({ hasText: text }).waitFor();
const press = (page, name) => page.getByRole('button', { name, exact: true }).click();

/** By everybody, on any screen, in any light. */
async function everybodyReads(page) {
  await isReadable(page, 320, 'dark');
  await fitsOn(page, 768);
  await isReadable(page, 1280, 'light');
}

test('the page is shown after a sign-in, and can be read by everybody', async () => {
  const { page, faults, close, username } = await ada({ viewport: { width: 1280, height: 900 } });
  await page.getByRole('heading', { name: username }).waitFor();
  await picture(page, 'account', true);
  await everybodyReads(page);
  assert.deepEqual(faults, []);
  await close();
});

test('the sign-in says what is wrong, and leads back', async () => {
  const user = await newcomer();
  const { page, faults, close } = await open(browser);
  await signIn(page, { ...user, password: 'wrong' }, `${MANAGE}?back=${encodeURIComponent(FRONTEND)}`);
  await page.getByRole('alert').filter({ hasText: 'The username or the password is not right.' }).waitFor();
  assert.equal(await page.getByLabel('Username or e-mail address').inputValue(), user.username);
  await everybodyReads(page);
  await page.locator('#current_password').fill(user.password);
  await press(page, 'Sign in');
  await arrives(page);
  await page.getByRole('link', { name: 'Back to the app' }).click();
  await page.waitForURL(FRONTEND);
  assert.deepEqual(faults, []);
  await close();
});

test('a session of a frontend in cookies is enough', async () => {
  const user = await newcomer();
  const logins = { express: '/api/auth', 'drf-cookie': '/api/auth', fastapi: '/auth', tasti: '/api/v1/auth', laravel: '' };
  for (const [contract, root] of Object.entries(logins)) {
    const { page, faults, close } = await open(browser);
    await page.goto(`${LATCHKEY}/dev/mailbox`);
    const status = await page.evaluate(async ({ login, body }) => {
      const answer = await fetch(login, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
      return answer.status;
    }, { login: `/${contract}${root}/login`, body: JSON.stringify({ username: user.username, email: user.username, password: user.password }) });
    assert.ok(status < 300, contract);
    await page.goto(`${LATCHKEY}${MANAGE}?contract=${contract}`);
    await page.getByRole('heading', { name: user.username }).waitFor();
    assert.deepEqual(faults, []);
    await close();
  }
});

test('the profile is changed by keyboard alone, and what is typed is text', async () => {
  const { page, faults, close } = await ada();
  const strange = '<img src=x onerror=alert(1)>';
  await page.getByLabel('First name').focus();
  await page.keyboard.type(strange);
  await page.keyboard.press('Tab');
  await page.keyboard.type('"><b>L');
  await page.keyboard.press('Enter');
  await says(page, 'Saved.');
  await page.getByRole('heading', { name: strange }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: strange }).waitFor();
  assert.equal(await page.locator('main img, main b').count(), 0);
  assert.deepEqual(faults, []);
  await close();
});

test('the password is changed; a wrong or weak one is refused beside its field, and other sessions end', async () => {
  const { page, faults, close, username, password } = await ada();
  const other = await post('/drf-token/api/auth/login', { username, password });
  await page.getByRole('button', { name: 'Password: Change' }).click();
  await dialog(page).getByLabel('Current password').fill('wrong');
  await page.locator('#new').fill(NEW_PASSWORD);
  await press(page, 'Change password');
  await dialog(page).getByRole('alert').filter({ hasText: 'The password is not right.' }).waitFor();
  await isAccessible(page);
  await dialog(page).getByLabel('Current password').fill(password);
  await page.locator('#new').fill('short');
  await dialog(page).locator('form').evaluate(form => { form.noValidate = true; });
  await press(page, 'Change password');
  await page.locator('#new[aria-invalid]:focus').waitFor();
  await everybodyReads(page);
  await page.locator('#new').fill(NEW_PASSWORD);
  await press(page, 'Change password');
  await says(page, 'Your password was changed');
  assert.equal((await fetch(`${LATCHKEY}/drf-token/api/auth/refresh`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ refresh: other.refresh }),
  })).status, 401);
  await page.reload();
  await arrives(page);
  assert.deepEqual(faults, []);
  await close();
});

test('the e-mail address is changed with the mail that comes to the new one', async () => {
  const { page, faults, close, password } = await ada();
  const address = `new-${crypto.randomUUID().slice(0, 8)}@shop.example`;
  const mail = await mailTo(address, 'CHANGE', async () => {
    await page.getByRole('button', { name: 'E-mail address: Change' }).click();
    await dialog(page).getByLabel('New e-mail address').fill(address);
    await dialog(page).getByLabel('Current password').fill(password);
    await press(page, 'Send message');
    await says(page, address);
  });
  await page.goto(linkIn(mail));
  await press(page, 'Confirm address');
  await page.getByRole('heading', { name: 'Your e-mail address was changed' }).waitFor();
  await page.goto(LATCHKEY + MANAGE);
  await page.locator('#address').filter({ hasText: address }).waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('an app is enrolled with its picture, named, renamed and removed; the recovery codes are shown once', async () => {
  const { page, faults, close } = await ada();
  await press(page, 'Add an app');
  await dialog(page).getByLabel('Name').fill('<i>phone</i>');
  await press(page, 'Next');
  await page.getByRole('img', { name: 'QR code' }).waitFor();
  await everybodyReads(page);
  const secret = (await page.locator('#secret').innerText()).replaceAll(' ', '');
  await dialog(page).getByLabel('Code that the app shows').fill('000000');
  await dialog(page).getByRole('button', { name: 'Add app' }).click();
  await dialog(page).getByRole('alert').filter({ hasText: 'The code is wrong.' }).waitFor();
  await dialog(page).getByLabel('Code that the app shows').fill(totp(secret));
  await dialog(page).getByRole('button', { name: 'Add app' }).click();
  await page.getByRole('heading', { name: 'Recovery codes' }).first().waitFor();
  assert.equal(await page.locator('#codes li').count(), 10);
  await everybodyReads(page);
  const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Save as a file')]);
  assert.equal((await readFile(await download.path(), 'utf8')).trim().split('\n').length, 10);
  await press(page, 'I have saved them');
  await page.waitForFunction(() => document.querySelectorAll('#codes li').length === 0);
  await page.getByText('Codes left: 10').waitFor();
  await page.getByRole('button', { name: 'Rename: <i>phone</i>' }).click();
  await dialog(page).getByLabel('Name').fill('tablet');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Remove: tablet' }).click();
  await dialog(page).getByRole('button', { name: 'Remove' }).click();
  await page.getByText('You have no authenticator app yet.').waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('a passkey is added, and signs in without a password', async () => {
  const { page, faults, close } = await ada();
  const passkey = await authenticator(page);
  await press(page, 'Add a passkey');
  await dialog(page).getByLabel('Name').fill('laptop');
  await passkey.agrees(false);
  await press(page, 'Next');
  await says(page, 'The passkey was not added.');
  await passkey.agrees(true);
  await press(page, 'Add a passkey');
  await dialog(page).getByLabel('Name').fill('laptop');
  await press(page, 'Next');
  await press(page, 'I have saved them');
  await page.getByText('laptop', { exact: true }).waitFor();
  await press(page, 'Sign out');
  await page.waitForURL('**/account/pages/login?**');
  await press(page, 'Use a passkey');
  await arrives(page);
  assert.deepEqual(faults, []);
  await close();
});

test('one session is ended, then all others', async () => {
  const { page, faults, close, username, password } = await ada();
  for (let i = 0; i < 3; i++) await post('/drf-token/api/auth/login', { username, password });
  await page.reload();
  await arrives(page);
  const rows = page.locator('#sessions-list li');
  const before = await rows.count();
  await page.getByText('This device', { exact: true }).waitFor();
  await page.getByRole('button', { name: /^End: / }).first().click();
  await says(page, 'Ended.');
  await page.waitForFunction(left => document.querySelectorAll('#sessions-list li').length === left, before - 1);
  await press(page, 'End all others');
  await everybodyReads(page);
  await dialog(page).getByRole('button', { name: 'End all others' }).click();
  await page.waitForFunction(() => document.querySelectorAll('#sessions-list li').length === 1);
  assert.deepEqual(faults, []);
  await close();
});

test('what needs a new sign-in leads to it, and is begun again after it', async () => {
  const { page, faults, close, password } = await ada();
  let old = true;
  await page.route('**/account/factors/totp', route => (old
    ? route.fulfill({ status: 401, contentType: 'application/problem+json', body: '{"error":"insufficient_user_authentication"}' })
    : route.continue()));
  await press(page, 'Add an app');
  await dialog(page).getByLabel('Name').fill('phone');
  await press(page, 'Next');
  await page.getByRole('heading', { name: 'Please sign in again' }).waitFor();
  await everybodyReads(page);
  old = false;
  await dialog(page).getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/account/pages/login?**');
  await page.locator('#current_password').fill(password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Name your app' }).waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('a user with a second factor shows it, and sees remembered devices', async () => {
  const { page, faults, close, code } = await ada({}, { more: enrolled });
  await page.getByLabel('Code', { exact: true }).fill(code);
  await page.getByLabel('Do not ask again on this device').check();
  await press(page, 'Sign in');
  await arrives(page);
  await page.getByRole('heading', { name: 'Remembered devices' }).waitFor();
  await press(page, 'Make new codes');
  await dialog(page).getByRole('button', { name: 'Make new codes' }).click();
  await press(page, 'I have saved them');
  await page.getByRole('button', { name: /^Forget: / }).click();
  await page.getByRole('heading', { name: 'Remembered devices' }).waitFor({ state: 'hidden' });
  assert.deepEqual(faults, []);
  await close();
});

for (const [locale, label, begin, confirm, wrong, done] of [
  ['en', 'Code that the app shows', 'Set up now', 'Confirm', 'The code is wrong', 'Your account is protected'],
  ['de', 'Code, den die App zeigt', 'Jetzt einrichten', 'Bestätigen', 'Der Code', 'Ihr Konto ist geschützt'],
]) {
  test(`a user who must have a second factor enrols an app in the middle of a sign-in (${locale})`, async () => {
    const user = await guarded();
    const { page, faults, close } = await open(browser, { locale });
    await page.goto(LATCHKEY + MANAGE);
    await page.locator('#username').fill(user.username);
    await page.locator('#current_password').fill(user.password);
    await page.keyboard.press('Enter');
    await press(page, begin);
    await page.getByRole('img').last().waitFor();
    await everybodyReads(page);
    const secret = (await page.locator('.copy code').innerText()).replaceAll(' ', '');
    await page.getByLabel(label).fill('000000');
    await press(page, confirm);
    await page.getByRole('alert').filter({ hasText: wrong }).waitFor();
    await everybodyReads(page);
    await page.getByLabel(label).fill(totp(secret));
    await press(page, confirm);
    await page.getByRole('heading', { name: done }).waitFor();
    assert.equal(await page.locator('.codes li').count(), 10);
    await everybodyReads(page);
    await page.locator('.links a').first().click();
    await arrives(page);
    assert.deepEqual(faults, []);
    await close();
  });
}

/** A user in a group whose members must have a second factor. */
async function guarded() {
  const user = await newcomer();
  const { access } = await post('/drf-token/api/auth/login', { username: 'operator', password: 'the difference engine' });
  const bearer = { Authorization: `Bearer ${access}` };
  await post('/admin/groups', { name: 'guarded', description: '' }, bearer).catch(taken => assert.match(String(taken), /answers 400/));
  const { accounts: [{ id }] } = await (await fetch(`${LATCHKEY}/admin/accounts?search=${user.username}`, { headers: bearer })).json();
  await post(`/admin/accounts/${id}/groups/grant`, { groups: ['guarded'] }, bearer);
  return user;
}

test('the own data are downloaded, and the account is deleted with the password', async () => {
  const { page, faults, close, username, password } = await ada();
  const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Download')]);
  const data = JSON.parse(await readFile(await download.path(), 'utf8'));
  assert.equal(data.account.username, username);
  await press(page, 'Delete account');
  await dialog(page).getByLabel('Current password').fill('wrong');
  await dialog(page).getByRole('button', { name: 'Delete account' }).click();
  await dialog(page).getByRole('alert').filter({ hasText: 'The password is not right.' }).waitFor();
  await dialog(page).getByLabel('Current password').fill(password);
  await dialog(page).getByRole('button', { name: 'Delete account' }).click();
  await page.getByRole('heading', { name: 'Your account was deleted' }).waitFor();
  await everybodyReads(page);
  assert.deepEqual(faults, []);
  await close();
});

test('who reads German has all of it in German', async () => {
  const user = await newcomer();
  const { page, faults, close } = await open(browser, { locale: 'de-DE' });
  await page.goto(LATCHKEY + MANAGE);
  await page.getByLabel('Benutzername oder E-Mail-Adresse').fill(user.username);
  await page.locator('#current_password').fill(user.password);
  await press(page, 'Anmelden');
  await page.getByRole('heading', { name: 'Anmeldung in zwei Schritten' }).first().waitFor();
  await page.getByText(/Mitglied seit \d+\. /).waitFor();
  await everybodyReads(page);
  assert.deepEqual(faults, []);
  await close();
});
