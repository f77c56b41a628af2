// The playground, clicked through.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fits, isAccessible, LATCHKEY, launch, open, picture } from './browser.mjs';

const CONTRACTS = ['drf-cookie', 'drf-token', 'express', 'fastapi', 'tasti'];

let browser;

before(async () => { browser = await launch(); });
after(() => browser.close());

async function visit(page, address) {
  await page.goto(`${LATCHKEY}/#/${address}`);
  await page.locator('#contracts [aria-current]').waitFor();
}

async function click(page, button, answer) {
  const before = await page.locator('#log .exchange').count();
  await page.getByRole('button', { name: button, exact: true }).click();
  await page.waitForFunction(count => document.querySelectorAll('#log .exchange').length > count, before);
  await page.locator('#do[aria-busy="false"]').waitFor();
  assert.match(await page.locator('#log .exchange summary').first().innerText(), new RegExp(`→ ${answer}`), button);
}

/** Plays it to its end. */
async function play(page, button, ending) {
  await page.getByRole('button', { name: button }).click();
  await page.locator('#do[aria-busy="false"]').waitFor();
  assert.match(await page.locator('#story').innerText(), ending);
}

for (const contract of CONTRACTS) {
  test(`${contract} works from its first click to its last`, async () => {
    const { page, faults, close } = await open(browser);
    await visit(page, contract);
    assert.match(await page.title(), new RegExp(contract));

    await click(page, 'Register', '20[01]');
    await click(page, 'Sign in', '20[01]');
    await click(page, 'Refresh', '200');
    await click(page, 'Who am I', '200');
    const access = page.getByRole('article').filter({ hasText: 'Access token' });
    assert.match(await access.innerText(), /left of 5:00/);
    await access.getByText('What it says').click();
    assert.match(await access.innerText(), /preferred_username/);
    assert.match(await page.locator('#life').innerText(), contract === 'drf-token' ? /You refreshed/ : /Generation 1/);

    await click(page, 'Sign out', '200');
    assert.match(await page.locator('#life').innerText(), /You signed out/);
    await click(page, 'Register', '4\\d\\d');
    assert.deepEqual(faults, []);
    await close();
  });

  test(`${contract} keeps two tabs signed in, and tells of a thief`, async () => {
    const { page, faults, close } = await open(browser);
    await visit(page, contract);

    await play(page, 'Two tabs at once', contract === 'drf-token' ? /Both tabs got an access token/ : /the second got the same successor/);
    await play(page, 'Steal my refresh token', contract === 'drf-token' ? /a stolen one is good until the session ends/ : /the session is over/);
    if (contract === 'drf-token') {
      assert.match(await page.locator('#life').innerText(), /The thief gets in/);
    } else {
      assert.match(await page.locator('#life').innerText(), /Reuse/);
      assert.match(await page.locator('#log').textContent(), /REFRESH_REUSE/);
    }
    assert.deepEqual(faults, []);
    await close();
  });
}

test('cookies that scripts cannot read are shown, without what would let anybody use them', async () => {
  const { page, close } = await open(browser);
  await visit(page, 'drf-cookie');
  await click(page, 'Register', '201');
  await click(page, 'Refresh', '200');
  const newest = await page.locator('#log .exchange').first().innerText();
  assert.match(newest, /Cookie refresh_token is set/);
  assert.match(newest, /HttpOnly\s+no script can read it/i);
  assert.match(newest, /cookie: .*refresh_token=eyJ[\w-]+\.[\w-]+\.…/i);
  assert.doesNotMatch(newest, /eyJ[\w-]+\.[\w-]+\.[\w-]/);
  await close();
});

test('a link leads to one thing to do, which the keyboard alone can', async () => {
  const { page, faults, close } = await open(browser);
  await visit(page, 'express/login');
  await page.locator('#do-login:focus').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('#do[aria-busy="false"]').waitFor();
  assert.match(await page.locator('#log').innerText(), /login → 200/);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'do-refresh');
  assert.deepEqual(faults, []);
  await close();
});

test('a request is copied as curl, fetch and axios', async () => {
  const { page, close } = await open(browser);
  await visit(page, 'express/login');
  await click(page, 'Sign in', '200');
  for (const [kind, words] of [['curl', /^curl -X POST .*login' -b jar -c jar/], ['fetch', /^await fetch\("http/], ['axios', /^await axios\(\{/]]) {
    await page.getByRole('button', { name: `Copy as ${kind}` }).first().click();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), words);
  }
  await close();
});

test('what the contract promises is there to read, and to send', async () => {
  const { page, faults, close } = await open(browser);
  await visit(page, 'express');
  const golden = page.locator('#cases details').filter({ hasText: 'every wrong field is told at once' }).first();
  await golden.locator('summary').click();
  await golden.getByRole('button', { name: 'Send it' }).click();
  await page.locator('#log .exchange').first().waitFor();
  assert.match(await page.locator('#log').innerText(), /→ 400/);
  assert.deepEqual(faults, []);
  await close();
});

for (const colorScheme of ['light', 'dark']) {
  for (const [device, viewport] of [['screen', { width: 1280, height: 900 }], ['phone', { width: 360, height: 740 }]]) {
    test(`it can be read by everybody on a ${colorScheme} ${device}`, async () => {
      const { page, close } = await open(browser, { colorScheme, viewport });
      await visit(page, 'express/login');
      await click(page, 'Sign in', '200');
      await click(page, 'Refresh', '200');
      await page.getByText('What it says').first().click();
      await isAccessible(page);
      await fits(page);
      await page.getByText('What it says').first().click();
      await play(page, 'Two tabs at once', /the second got the same successor/);
      await picture(page, 'playground', device === 'screen' && colorScheme === 'light');
      await close();
    });
  }
}
