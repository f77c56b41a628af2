// The mailbox of development, the pages that mailed links lead to, and who opens links before their reader does.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fitsOn, isReadable, LATCHKEY, launch, open, picture } from './browser.mjs';
import { codeIn, linkIn, linksIn, mailTo, newcomer, post } from './mails.mjs';

const NEW_PASSWORD = 'the analytical engine';

let browser;

before(async () => { browser = await launch(); });
after(() => browser.close());

// ---- Mails, each to somebody who has no other of its kind

const mails = {
  async verify() {
    return mailTo((await newcomer()).email, 'VERIFY');
  },
  async reset() {
    const { email } = await newcomer();
    return mailTo(email, 'RESET', () => post('/account/password/reset', { email }));
  },
  async 'sign-in'() {
    const { email } = await newcomer();
    return mailTo(email, 'SIGN_IN', () => post('/fastapi/auth/login/email', { email }));
  },
  async change(ada) {
    const { username, password } = ada ?? (await newcomer());
    const { access_token: token } = await post('/fastapi/auth/login', { username, password });
    const email = `new-${username}@shop.example`;
    return mailTo(email, 'CHANGE', () => post('/account/email/change', { email, password }, { Authorization: `Bearer ${token}` }));
  },
  async undo() {
    const ada = await newcomer();
    await post('/account/email/change/confirm', { token: tokenIn(await mails.change(ada)) });
    return mailTo(ada.email, 'CHANGED');
  },
  async 'not-me'() {
    const mail = await mails.reset();
    await post('/account/password/reset/confirm', { token: tokenIn(mail), new_password: NEW_PASSWORD });
    return mailTo(mail.to, 'PASSWORD_CHANGED');
  },
};

const tokenIn = mail => linkIn(mail).split('#')[1];

/** The button of each page, and what it says afterwards. */
const deeds = {
  verify: ['Confirm address', 'Your e-mail address is confirmed'],
  reset: ['Save password', 'Your password was changed'],
  'sign-in': ['Sign in', 'You are signed in'],
  change: ['Confirm address', 'Your e-mail address was changed'],
  undo: ['Undo the change', 'The change was undone'],
  'not-me': ['End all sessions', 'All sessions were ended'],
};

async function act(page, kind) {
  const [button, heading] = deeds[kind];
  if (kind === 'reset') await page.locator('#password').fill(NEW_PASSWORD);
  await page.getByRole('button', { name: button, exact: true }).click();
  await page.getByRole('heading', { name: heading }).waitFor();
}

/** By everybody, on the smallest screen too. */
async function everybodyReads(page) {
  await isReadable(page, 320, 'light');
  await isReadable(page, 320, 'dark');
}

// ---- Scanners

/** As a mail scanner opens it that runs scripts, looks at all of the page, and presses nothing. */
async function scan(link) {
  for (const method of ['HEAD', 'GET']) {
    const answer = await fetch(link, { method, redirect: 'follow', headers: { 'User-Agent': 'Mozilla/5.0 (compatible; LinkScanner/1.0)' } });
    assert.equal(answer.status, 200, `${method} ${link}`);
  }
  const { page, faults, close } = await open(browser);
  const sent = [];
  page.on('request', request => sent.push(request.method()));
  await page.goto(link, { waitUntil: 'networkidle' });
  await page.mouse.move(100, 100);
  await page.mouse.wheel(0, 5000);
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await page.waitForTimeout(300);
  assert.deepEqual([...new Set(sent)], ['GET']);
  assert.deepEqual(faults, []);
  await close();
}

describe('a scanner that opens all links of a mail uses none of them up', { concurrency: 3 }, () => {
  for (const kind of Object.keys(mails)) {
    test(kind, async () => {
      const mail = await mails[kind]();
      const links = await linksIn(mail);
      assert.ok(links.length > 0);
      for (const link of links) await scan(link);
      const { page, faults, close } = await open(browser);
      await page.goto(links.find(link => link.includes(`/account/pages/${kind}#`)));
      assert.doesNotMatch(page.url(), /#./, 'the token is no longer in the address bar');
      await act(page, kind);
      await everybodyReads(page);
      if (kind === 'undo' || kind === 'not-me') await act(page, 'reset');
      assert.deepEqual(faults, []);
      await close();
    });
  }
});

// ---- The other pages

test('the pages that ask for a mail or a code can be read by everybody', async () => {
  const { page, faults, close } = await open(browser);
  for (const path of ['forgot', 'resend', 'sign-in-ask', 'reset', 'verify', 'sign-in', 'change', 'undo', 'invite', 'not-me', 'reset?code', 'verify?code']) {
    await page.goto(`${LATCHKEY}/account/pages/${path}`);
    assert.ok(await page.getByRole('textbox').first().isVisible(), path);
    await everybodyReads(page);
  }
  assert.deepEqual(faults, []);
  await close();
});

test('a forgotten password is reset on the pages alone, with the code', async () => {
  const ada = await newcomer();
  const { page, faults, close } = await open(browser);
  const mail = await mailTo(ada.email, 'RESET', async () => {
    await page.goto(`${LATCHKEY}/account/pages/forgot`);
    await page.getByLabel('E-mail address').fill(ada.email);
    await page.getByRole('button', { name: 'Send e-mail' }).click();
    await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
  });
  await page.goto(`${LATCHKEY}/account/pages/reset`);
  await page.getByRole('link', { name: 'Enter a code instead' }).click();
  await page.getByLabel('E-mail address').fill(ada.email);
  await page.getByLabel('Code').fill('AAAA-AAAA');
  await page.locator('#password').fill(NEW_PASSWORD);
  await page.getByRole('button', { name: 'Save password' }).click();
  await page.getByRole('alert').waitFor();
  await everybodyReads(page);
  await page.getByLabel('Code').fill(codeIn(mail).toLowerCase().replace('-', ' '));
  await act(page, 'reset');
  await post('/fastapi/auth/login', { ...ada, password: NEW_PASSWORD });
  assert.deepEqual(faults, []);
  await close();
});

test('without scripts the link is pasted', async () => {
  const mail = await mails.reset();
  const { page, close } = await open(browser, { javaScriptEnabled: false });
  await page.goto(linkIn(mail));
  await page.getByLabel('Link from the e-mail').fill(` ${linkIn(mail)} `);
  await act(page, 'reset');
  await close();
});

test('a link that was used says so, and leads to a new mail', async () => {
  const mail = await mails.verify();
  const { page, close } = await open(browser);
  await page.goto(linkIn(mail));
  await act(page, 'verify');
  // In the same tab, where only the fragment of the address is another.
  await page.goto(linkIn(mail));
  await page.getByRole('button', { name: 'Confirm address' }).click();
  await page.getByRole('alert').filter({ hasText: 'This link is no longer valid.' }).waitFor();
  assert.equal(await page.getByRole('button').count(), 0, 'nothing is left to press');
  assert.deepEqual(await page.getByRole('link').allInnerTexts(), ['Request a new confirmation e-mail']);
  await everybodyReads(page);
  await page.getByRole('link', { name: 'Request a new confirmation e-mail' }).click();
  await page.getByRole('heading', { name: 'Confirm your e-mail address' }).waitFor();
  assert.ok(await page.getByLabel('E-mail address').isVisible());
  await close();
});

test('a link that is pasted before the script of a page is there opens its page', async () => {
  const mail = await mails.verify();
  const { page, close } = await open(browser);
  let there = Promise.resolve();
  await page.route('**/page.js', async route => {
    await there;
    await route.continue();
  });
  await page.goto(linkIn(mail));
  let come;
  there = new Promise(done => { come = done; });
  await act(page, 'verify');
  await page.evaluate(token => { location.hash = token; }, tokenIn(mail));
  come();
  await page.getByRole('button', { name: 'Confirm address' }).waitFor();
  await close();
});

test('a password that is too short is refused beside its field, and the link stays good', async () => {
  const mail = await mails.reset();
  const { page, close } = await open(browser);
  await page.goto(linkIn(mail));
  // Past the browser's own check.
  await page.locator('form').evaluate(form => { form.noValidate = true; });
  await page.locator('#password').fill('short');
  await page.getByRole('button', { name: 'Save password' }).click();
  await page.locator('#password[aria-invalid]:focus').waitFor();
  await everybodyReads(page);
  await act(page, 'reset');
  await close();
});

test('who reads German gets mails and pages in German', async () => {
  const { email } = await newcomer({ 'Accept-Language': 'de-AT,de;q=0.9,en;q=0.5' });
  const mail = await mailTo(email, 'VERIFY');
  assert.equal(mail.subject, 'Bestätigen Sie Ihre E-Mail-Adresse für Latchkey');
  const { page, faults, close } = await open(browser, { locale: 'de-DE' });
  await page.goto(linkIn(mail));
  assert.equal(await page.locator('html').getAttribute('lang'), 'de');
  await everybodyReads(page);
  await page.getByRole('button', { name: 'Adresse bestätigen' }).click();
  await page.getByRole('heading', { name: 'Ihre E-Mail-Adresse ist bestätigt' }).waitFor();
  await page.goto(`${LATCHKEY}/account/pages/forgot`);
  await page.getByRole('heading', { name: 'Passwort vergessen?' }).waitFor();
  assert.deepEqual(faults, []);
  await close();
});

// ---- The mailbox

const list = page => page.locator('#mails a');

async function mailbox(options, mails) {
  const opened = await open(browser, options);
  if (mails) await opened.page.route('**/dev/mailbox/mails', route => route.fulfill({ json: mails() }));
  await opened.page.goto(`${LATCHKEY}/dev/mailbox`);
  await opened.page.locator('#box:not([hidden]), #empty:not([hidden])').waitFor();
  return opened;
}

const stored = (id, more = {}) => ({
  id: `00000000-0000-0000-0000-${String(id).padStart(12, '0')}`,
  kind: 'PASSWORD_CHANGED',
  state: 'SENT',
  to: `ada-${id}@shop.example`,
  subject: `Your password was changed, ${id}`,
  at: new Date(Date.now() - 60_000 * id).toISOString(),
  text: `Hello ada-${id}`,
  ...more,
});

test('a mail shows up by itself, and its link opens in the place of the mailbox', async () => {
  await newcomer();
  const { page, faults, close } = await mailbox();
  await list(page).first().waitFor();
  const { email } = await newcomer();
  const entry = list(page).filter({ hasText: email });
  await entry.waitFor();
  assert.match(await page.locator('#news').textContent(), /^New mail to /);
  assert.match(await page.title(), /^\(\d+\) /);
  await entry.click();
  await page.getByRole('heading', { name: 'Confirm your e-mail address for Latchkey' }).waitFor();
  const mail = page.frameLocator('#frame');
  await mail.getByRole('heading', { name: 'Confirm your e-mail address' }).waitFor();
  await page.getByRole('tab', { name: 'Text' }).click();
  const text = await page.locator('#text pre').innerText();
  await page.getByRole('button', { name: 'Copy the link' }).click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), linkIn({ text }));
  await page.getByRole('button', { name: 'Copy the code' }).click();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^\w{4}-\w{4}$/);
  await page.getByRole('tab', { name: 'HTML' }).click();
  await picture(page, 'mailbox', true);
  await mail.getByRole('link', { name: 'Confirm address' }).click();
  await page.waitForURL('**/account/pages/verify');
  await act(page, 'verify');
  assert.deepEqual(faults, []);
  await close();
});

test('a mail itself can be read by everybody', async () => {
  const { page, close } = await open(browser);
  const { id } = await mails.reset();
  await page.goto(`${LATCHKEY}/dev/mailbox/mails/${id}`);
  await everybodyReads(page);
  await close();
});

test('an empty mailbox says how to get a mail', async () => {
  const box = [];
  const { page, close } = await mailbox({}, () => box);
  await page.getByRole('heading', { name: 'No mail yet' }).waitFor();
  await everybodyReads(page);
  box.push(stored(1));
  await list(page).waitFor();
  assert.ok(await page.getByRole('heading', { name: 'No mail yet' }).isHidden());
  await close();
});

test('a mail that arrives while its reader is elsewhere is there on the return', async () => {
  const box = [stored(2), stored(3)];
  const { page, close } = await mailbox({}, () => box);
  await list(page).nth(1).click();
  await page.getByRole('heading', { name: 'Your password was changed, 3' }).waitFor();
  await page.evaluate(() => { document.hasFocus = () => false; });
  box.unshift(stored(1));
  await page.getByRole('heading', { name: 'Your password was changed, 1' }).waitFor();
  await close();
});

test('the mailbox is led by the keyboard alone, and keeps its place when a mail arrives', async () => {
  const box = [stored(2), stored(3)];
  const { page, close } = await mailbox({}, () => box);
  await list(page).first().focus();
  await page.keyboard.press('ArrowDown');
  await page.locator('#mails a[aria-current]:focus').filter({ hasText: 'ada-3' }).waitFor();
  assert.equal(await page.locator('#subject').innerText(), 'Your password was changed, 3');
  box.unshift(stored(1));
  await list(page).nth(2).waitFor();
  await page.locator('#mails a[aria-current]:focus').filter({ hasText: 'ada-3' }).waitFor();
  assert.match(await page.locator('#mails .new').innerText(), /ada-1/);
  await page.keyboard.press('Tab');
  await page.locator('#as-html:focus').waitFor();
  await page.keyboard.press('ArrowRight');
  await page.locator('#as-text:focus[aria-selected="true"]').waitFor();
  assert.equal(await page.locator('#text pre').innerText(), 'Hello ada-3');
  await close();
});

test('a mail is found by its address or subject', async () => {
  const { page, close } = await mailbox({}, () => [stored(1), stored(2), stored(3, { subject: 'Something else' })]);
  await page.getByLabel('Find').fill('ADA-2');
  assert.deepEqual(await page.locator('#mails b').allInnerTexts(), ['ada-2@shop.example']);
  await page.getByLabel('Find').fill('else');
  assert.deepEqual(await page.locator('#mails b').allInnerTexts(), ['ada-3@shop.example']);
  await page.getByLabel('Find').fill('nobody');
  await page.getByText('No mail has this in its address or subject.').waitFor();
  await close();
});

test('the mailbox says what was not sent, and when Latchkey does not answer', async () => {
  const { page, close } = await mailbox({}, () => [stored(1, { state: 'WAITING' }), stored(2, { state: 'FAILED' })]);
  assert.deepEqual(await list(page).locator('.state').allInnerTexts(), ['waiting', 'failed']);
  await page.route('**/dev/mailbox/mails', route => route.abort());
  await page.getByText('Latchkey does not answer.').waitFor();
  await page.unroute('**/dev/mailbox/mails');
  await page.locator('#trouble:empty').waitFor({ state: 'attached' });
  await close();
});

for (const colorScheme of ['light', 'dark']) {
  test(`the mailbox can be read by everybody on ${colorScheme} screens`, async () => {
    const { page, close } = await mailbox({}, () => [
      stored(1, { to: `${'a.very.long.name.of.somebody'.repeat(3)}@shop.example` }),
      stored(2, { state: 'WAITING', at: '2020-02-02T20:20:20Z' }),
      stored(3, { state: 'FAILED' }),
    ]);
    await list(page).nth(2).waitFor();
    await fitsOn(page, 1280);
    await isReadable(page, 320, colorScheme);
    await list(page).first().click();
    await page.getByRole('link', { name: 'All mails' }).waitFor();
    await isReadable(page, 320, colorScheme);
    await fitsOn(page, 768);
    await page.getByRole('link', { name: 'All mails' }).click();
    await list(page).first().waitFor();
    await close();
  });
}

test('the playground leads to the mailbox', async () => {
  const { page, close } = await open(browser);
  await page.goto(LATCHKEY);
  await page.getByRole('link', { name: 'Mailbox', exact: true }).click();
  await page.getByRole('heading', { name: 'Mailbox', exact: true }).waitFor();
  await page.getByRole('link', { name: 'Playground' }).click();
  await page.locator('#contracts [aria-current]').waitFor();
  await close();
});
