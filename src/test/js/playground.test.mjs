// The playground, clicked through.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fits, isAccessible, LATCHKEY, launch, open, picture } from './browser.mjs';

// The last is there for tests alone, and like none of the others.
const CONTRACTS = ['drf-cookie', 'drf-token', 'express', 'fastapi', 'laravel', 'tasti', 'orchard'];

let browser;

before(async () => { browser = await launch(); });
after(() => browser.close());

async function visit(page, address) {
  await page.goto(`${LATCHKEY}/#/${address}`);
  await page.waitForFunction(name => document.title === `Latchkey: ${name}`, address.split('/')[0]);
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
    await click(page, 'Refresh', '20[04]');
    await click(page, 'Who am I', '200');
    const access = page.getByRole('article').filter({ hasText: 'Access token' });
    assert.match(await access.innerText(), /left of 5:00/);
    await access.getByText('What it says').click();
    assert.match(await access.innerText(), /preferred_username/);
    assert.match(await page.locator('#life').innerText(), contract === 'drf-token' ? /You refreshed/ : /Generation 1/);

    await click(page, 'Sign out', '20[04]');
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
  assert.doesNotMatch(newest, /cookie: /i, 'headers are folded');
  await page.locator('#log .exchange').first().getByText(/^Headers: \d+ sent, \d+ received/).click();
  assert.match(await page.locator('#log .exchange').first().innerText(), /cookie: .*refresh_token=eyJ[\w-]+…/i);
  assert.doesNotMatch(await page.locator('#log').innerHTML(), /eyJ[\w-]+\.[\w-]+\.[\w-]/);
  await close();
});

test('what is read first stands first, and a token is short but can be copied whole', async () => {
  const { page, close } = await open(browser);
  await visit(page, 'fastapi/login');
  await click(page, 'Sign in', '200 OK');
  const text = await page.locator('#log .exchange').first().innerText();
  const places = ['200 OK', '"access_token"', 'Cookie access_token is set', 'Headers: '].map(words => text.indexOf(words));
  assert.deepEqual([...places].sort((one, other) => one - other), places, text);
  assert.ok(places[0] >= 0, text);
  assert.doesNotMatch(text, /eyJ[\w-]{40}/);
  await page.locator('#log pre').nth(1).getByRole('button', { name: 'Copy the token' }).first().click();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^eyJ[\w-]+\.[\w-]+\.[\w-]{80,}$/);
  await close();
});

for (const [contract, root] of [['express', /^http:\/\/express\.localhost:\d+$/], ['orchard', undefined]]) {
  test(`${contract} says what to put into a frontend, and it is right`, async () => {
    const { page, close } = await open(browser);
    await visit(page, contract);
    const lines = await page.locator('.bases code').allInnerTexts();
    assert.equal(lines[0], `VITE_API_URL=${LATCHKEY}/${contract}`);
    if (root) assert.match(lines[1].replace('VITE_API_URL=', ''), root);
    for (const line of lines) {
      const base = line.replace('VITE_API_URL=', '');
      const [method, path, said] = contract === 'express' ? ['POST', '/api/auth/refresh', /refresh token/] : ['PUT', '/renewals', /Nothing to renew/];
      const other = await open(browser);
      await other.page.goto(new URL('/', base).href);
      assert.match(await other.page.evaluate(async ([method, url]) => (await fetch(url, { method })).text(), [method, base + path]), said);
      await other.close();
    }
    await page.locator('.bases button').first().click();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), lines[0]);
    await close();
  });
}

test('where a contract has no such address, it is said which was asked', async () => {
  const { page, close } = await open(browser);
  await visit(page, 'tasti/login');
  assert.match(await page.locator('#elsewhere').innerText(), /GET \/account/);
  await click(page, 'Who am I', '401 Unauthorized');
  assert.match(await page.locator('#story').innerText(), /401 Unauthorized\. The request has no valid access token/);
  await click(page, 'Sign in', '201 Created');
  await click(page, 'Who am I', '200 OK');
  assert.match(await page.locator('#story').innerText(), /no such address: GET \/account was asked/);
  await visit(page, 'express');
  assert.equal(await page.locator('#elsewhere').innerText(), '');
  await close();
});

test('what an answer means is said in words', async () => {
  const { page, close } = await open(browser);
  await visit(page, 'express');
  await click(page, 'Sign in', '401 Unauthorized');
  assert.match(await page.locator('#story').innerText(), /401 Unauthorized\. The password is wrong, or no active account has this name.*register first/s);
  await click(page, 'Refresh', '401 Unauthorized');
  assert.match(await page.locator('#log .exchange').first().innerText(), /The request has no refresh token/);
  await click(page, 'Register', '201 Created');
  assert.match(await page.locator('#story').innerText(), /201 Created\. The account is there/);
  await click(page, 'Register', '409 Conflict');
  assert.match(await page.locator('#story').innerText(), /Another account has this username/);
  await close();
});

test('right after a sign-in the refresh token has the whole of its time', async () => {
  const { page, close } = await open(browser);
  await visit(page, 'drf-token/login');
  await click(page, 'Sign in', '200');
  assert.match(await page.getByRole('article').filter({ hasText: 'Refresh token' }).innerText(), /14 days left of 14 days/);
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

for (const contract of CONTRACTS.filter(name => name !== 'orchard')) {
  test(`${contract} keeps all that it promises and a page can ask for, twice`, async () => {
    const { page, faults, close } = await open(browser);
    await visit(page, contract);
    const cases = page.locator('#cases > details').filter({ has: page.getByRole('button', { name: 'Send it', includeHidden: true }) });
    await cases.first().waitFor();
    const count = await cases.count();
    assert.ok(count >= 8, `${count} can be sent`);
    for (let again = 0; again < 2; again++) {
      // Once more for the first, whose names would be taken by now.
      for (let index = 0; index < (again ? 4 : count); index++) {
        const golden = cases.nth(index);
        await golden.evaluate(details => { details.open = true; });
        await golden.getByRole('button', { name: 'Send it' }).click();
        await page.locator('#do[aria-busy="false"]').waitFor();
        assert.match(await golden.locator('.verdict').innerText(), /^Kept: \d{3}/, await golden.locator('summary').innerText());
        await golden.locator('.verdict').evaluate(verdict => { verdict.textContent = ''; });
      }
    }
    assert.deepEqual(faults, []);
    await close();
  });
}

test('a promise that is not kept is told, with what is otherwise', async () => {
  const { page, close } = await open(browser);
  await page.route('**/playground/golden/express', route => route.fulfill({ json: [{
    case: 'registering says something else',
    request: { method: 'POST', path: '/api/auth/register', body: { username: 'grace', password: 'hopper' } },
    answer: { status: 200, cookies: ['refresh_token'], body: { message: 'Account successfully created!', id: '<number>' } },
  }] }));
  await visit(page, 'express');
  await page.locator('#cases summary').click();
  await page.getByRole('button', { name: 'Send it' }).click();
  await page.locator('.verdict.bad').waitFor();
  const verdict = await page.locator('.verdict').innerText();
  for (const words of [/the status is 201, not 200/, /"message" is "Account successfully created\."/, /lacks "id"/, /cookies set are none, not refresh_token/]) {
    assert.match(verdict, words);
  }
  await close();
});

test('a contract without a description leaves the page to the others', async () => {
  const { page, faults, close } = await open(browser);
  await page.route('**/q/openapi?format=json', async route => {
    const document = await (await route.fetch()).json();
    for (const path of Object.keys(document.paths)) if (path.startsWith('/tasti/')) delete document.paths[path];
    await route.fulfill({ json: document });
  });
  await visit(page, 'express/login');
  await click(page, 'Sign in', '200');
  await visit(page, 'tasti');
  await visit(page, 'drf-token/login');
  await click(page, 'Sign in', '200');
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
