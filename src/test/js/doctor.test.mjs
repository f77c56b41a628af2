// What the doctor says against what Chromium does, and the doctor's page, with the Latchkey at LATCHKEY_URL.
//
// Every name below .example and .localhost is this machine. Origins are written with :1 and :2 for two ports of each scheme.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { CHROMIUM, fits, isAccessible, LATCHKEY, launch, open, picture } from './browser.mjs';

const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
const ports = {};
const servers = [];

/** Kinds of browsers. */
const browsers = {};

/** What the servers do for the situation at hand, and whom they heard. */
let world;

before(async () => {
  const [key, certificate] = [join(folder, 'key'), join(folder, 'certificate')];
  const wanted = `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout ${key} -out ${certificate}`;
  execFileSync('openssl', wanted.split(' '), { stdio: 'ignore' });
  const identity = { key: readFileSync(key), cert: readFileSync(certificate) };
  for (const name of ['http:1', 'http:2', 'https:1', 'https:2']) {
    const server = name.startsWith('https') ? https.createServer(identity, serve) : http.createServer(serve);
    await new Promise(ready => server.listen(0, ready));
    ports[name] = server.address().port;
    servers.push(server);
  }
  browsers.lets = await start('lets', 0);
  browsers.keepsOut = await start('keepsOut', 1);
  browsers.usual = await launch();
});

after(async () => {
  await Promise.all(Object.values(browsers).map(browser => browser.close()));
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(folder, { recursive: true, force: true });
});

/** @param mode whether cookies of other sites are let in (0) or kept out (1), which is not the same by default everywhere */
function start(name, mode) {
  mkdirSync(join(folder, name, 'Default'), { recursive: true });
  writeFileSync(
    join(folder, name, 'Default', 'Preferences'),
    JSON.stringify({ profile: { cookie_controls_mode: mode, block_third_party_cookies: mode === 1 } }),
  );
  const names = [
    ...['shop', 'app.shop', 'auth.shop', 'auth.other', 'elsewhere'].map(name => `${name}.example:443 127.0.0.1:${ports['https:1']}`),
    ...['example', 'localhost', 'github.io', 'co.uk'].map(suffix => `*.${suffix} 127.0.0.1`),
  ].map(rule => `MAP ${rule}`);
  return chromium.launchPersistentContext(join(folder, name), {
    executablePath: CHROMIUM,
    ignoreHTTPSErrors: true,
    args: [
      '--no-sandbox',
      `--host-resolver-rules=${names}`,
      `--ip-address-space-overrides=127.0.0.1:${ports['https:2']}=public`,
    ],
  });
}

const at = origin => origin.replace(/^(https?)(.*)(:\d)$/, (_, scheme, host, port) => `${scheme}${host}:${ports[scheme + port]}`);

async function serve(request, response) {
  const { pathname, searchParams } = new URL(request.url, 'http://any');
  if (pathname === '/page') {
    const frame = searchParams.get('frame');
    response.setHeader('Content-Type', 'text/html');
    response.end(
      `<!doctype html><title>A page</title><link rel="icon" href="data:,">${frame ? `<iframe src="${frame}"></iframe>` : ''}`,
    );
    return;
  }
  world.heard.push({ method: request.method, path: pathname, ...request.headers });
  await (world.proxy ? pass(request, response) : play(request, response, pathname));
}

/** The service as the doctor describes it. */
function play(request, response, pathname) {
  for (const header of world.verdict.headers.filter(header => header.there)) {
    response.setHeader(header.name, header.value);
  }
  if (request.method === 'POST' && pathname.endsWith('/login')) {
    response.setHeader('Set-Cookie', world.verdict.cookies.map(cookie => cookie.header));
  }
  response.end('{}');
}

/** A proxy in front of the real one. */
function pass(request, response) {
  const { path = same => same, host = request.headers.host } = world.proxy;
  const onward = http.request(
    new URL(path(request.url), LATCHKEY),
    { method: request.method, headers: { ...request.headers, host } },
    answer => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    },
  );
  onward.on('error', () => response.destroy());
  request.pipe(onward);
  return new Promise(done => response.on('close', done));
}

async function verdictOn(typed) {
  const { page, api, embedder = '', ...more } = typed;
  const query = new URLSearchParams({ page: at(page), api: at(api), embedder: embedder && at(embedder), ...more });
  const answer = await fetch(`${LATCHKEY}/dev/doctor/verdict?${query}`);
  const verdict = await answer.json();
  assert.ok(verdict.steps, verdict.message);
  return verdict;
}

/** A page of the frontend in a browser of that kind, which has no cookie yet. */
async function frontendOf({ page, embedder, thirdParties }) {
  const browser = thirdParties === 'false' ? browsers.keepsOut : browsers.lets;
  await browser.clearCookies();
  const [tab, ...others] = browser.pages();
  await Promise.all(others.map(other => other.close()));
  const frontend = `${at(page)}/page`;
  await tab.goto(embedder ? `${at(embedder)}/page?frame=${frontend}` : frontend);
  return { browser, frontend: embedder ? tab.frames().find(frame => frame.url() === frontend) : tab.mainFrame() };
}

/** The status, or nothing where the page is not told. */
const call = (frontend, url, credentials, body = {}) =>
  frontend.evaluate(
    async ([url, credentials, body]) => {
      try {
        const init = { method: 'POST', credentials, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
        return (await fetch(url, init)).status;
      } catch {
        return null;
      }
    },
    [url, credentials, body],
  );

const heard = (method, end) => world.heard.find(request => request.method === method && request.path.endsWith(end));
const named = request => (request?.cookie ?? '').match(/[^=; ]+(?==)/g)?.sort() ?? [];

const shop = { 'latchkey.cors.origins': '', 'latchkey.issuer': 'https://auth.shop.example' };
const cookies = (secure, sameSite, prefix = 'none', partitioned = 'false') => ({
  'latchkey.cookies.secure': String(secure),
  'latchkey.cookies.same-site': sameSite,
  'latchkey.cookies.prefix': prefix,
  'latchkey.cookies.partitioned': partitioned,
});
const lax = cookies(true, 'lax');
const strict = cookies(true, 'strict');
const none = cookies(true, 'none');
const host = cookies(true, 'lax', 'host');
const partitioned = cookies(true, 'none', 'none', 'true');
const insecure = cookies(false, 'lax');
const keptOut = { thirdParties: 'false' };
const elsewhere = { embedder: 'https://elsewhere.example:1' };
const rewriting = { path: '/api/auth/refresh', arrives: '/express/api/auth/refresh' };

// Each with who is in the way of the refresh cookie: of its being stored, or else sent by a fetch, or else by a link.
const situations = [
  ['one origin on localhost', 'http://localhost:1', 'http://localhost:1', insecure, ''],
  ['another port of localhost', 'http://localhost:1', 'http://localhost:2', insecure, ''],
  ['another port of localhost, Secure', 'http://localhost:1', 'http://localhost:2', lax, ''],
  ['another port of localhost, Strict', 'http://localhost:1', 'http://localhost:2', strict, ''],
  ['another port of localhost, __Host-', 'http://localhost:1', 'http://localhost:2', host, ''],
  ['another port of localhost, __Secure-', 'http://localhost:1', 'http://localhost:2', cookies(true, 'lax', 'secure'), ''],
  ['a prefix without Secure', 'http://localhost:1', 'http://localhost:2', cookies(false, 'lax', 'host'), 'prefix'],
  ['localhost and 127.0.0.1', 'http://localhost:1', 'http://127.0.0.1:2', insecure, 'SameSite'],
  ['localhost and 127.0.0.1, None', 'http://localhost:1', 'http://127.0.0.1:2', none, ''],
  ['localhost and a name below it', 'http://localhost:1', 'http://api.localhost:2', insecure, 'SameSite'],
  ['two names below one of localhost', 'http://a.shop.localhost:1', 'http://b.shop.localhost:1', insecure, ''],
  ['localhost on https and on http', 'https://localhost:1', 'http://localhost:1', insecure, 'SameSite'],
  ['two addresses', 'http://127.0.0.2:1', 'http://127.0.0.1:1', insecure, 'SameSite'],
  ['one site on https', 'https://app.shop.example:1', 'https://auth.shop.example:2', lax, ''],
  ['one site on https, __Host-', 'https://app.shop.example:1', 'https://auth.shop.example:2', host, ''],
  ['one site on https, Strict', 'https://app.shop.example:1', 'https://auth.shop.example:2', strict, ''],
  ['one site on http', 'http://app.shop.example:1', 'http://auth.shop.example:1', insecure, ''],
  ['one site on http, Secure', 'http://app.shop.example:1', 'http://auth.shop.example:1', lax, 'Secure'],
  ['one site on http, __Host-', 'http://app.shop.example:1', 'http://auth.shop.example:1', host, 'Secure'],
  ['a page on http, a service on https', 'http://app.shop.example:1', 'https://auth.shop.example:1', lax, 'SameSite'],
  ['a page on http, a service on https, None', 'http://app.shop.example:1', 'https://auth.shop.example:1', none, ''],
  ['a page on https, a service on http', 'https://app.shop.example:1', 'http://auth.shop.example:1', insecure, 'mixed content, SameSite'],
  ['a page on https, a service on localhost', 'https://app.shop.example:1', 'http://localhost:1', none, ''],
  ['two sites, Lax', 'https://shop.example:1', 'https://auth.other.example:1', lax, 'SameSite'],
  ['two sites, Strict', 'https://shop.example:1', 'https://auth.other.example:1', strict, 'SameSite'],
  ['two sites, None', 'https://shop.example:1', 'https://auth.other.example:1', none, ''],
  ['two sites, None without Secure', 'https://shop.example:1', 'https://auth.other.example:1', cookies(false, 'none'), 'SameSite'],
  ['two sites, None, kept out', 'https://shop.example:1', 'https://auth.other.example:1', { ...none, ...keptOut }, 'third party'],
  ['two sites, Partitioned', 'https://shop.example:1', 'https://auth.other.example:1', partitioned, 'Partitioned'],
  ['two sites, Partitioned, kept out', 'https://shop.example:1', 'https://auth.other.example:1', { ...partitioned, ...keptOut }, 'Partitioned'],
  ['one site, Partitioned', 'https://app.shop.example:1', 'https://auth.shop.example:1', partitioned, ''],
  ['Partitioned without Secure', 'http://localhost:1', 'http://localhost:2', cookies(false, 'none', 'none', 'true'), 'SameSite, Partitioned'],
  ['two sites of one public suffix', 'https://a.github.io:1', 'https://b.github.io:1', lax, 'SameSite'],
  ['one site below co.uk', 'https://a.shop.co.uk:1', 'https://b.shop.co.uk:1', lax, ''],
  ['in a frame of another site', 'https://app.shop.example:1', 'https://auth.shop.example:1', elsewhere, 'SameSite'],
  ['in a frame of another site, None', 'https://app.shop.example:1', 'https://auth.shop.example:1', { ...none, ...elsewhere }, ''],
  ['in a frame, None, kept out', 'https://app.shop.example:1', 'https://auth.shop.example:1', { ...none, ...keptOut, ...elsewhere }, 'third party'],
  ['in a frame, Partitioned, kept out', 'https://app.shop.example:1', 'https://auth.shop.example:1', { ...partitioned, ...keptOut, ...elsewhere }, 'Partitioned'],
  ['in a frame of its own site', 'https://app.shop.example:1', 'https://auth.shop.example:1', { embedder: 'https://shop.example:1' }, ''],
  ['in a frame of the service’s site', 'https://app.shop.example:1', 'https://auth.other.example:1', { ...none, ...keptOut, embedder: 'https://other.example:1' }, 'third party'],
  ['not listed', 'https://app.shop.example:1', 'https://unlisted.shop.example:1', { unlisted: true }, 'CORS'],
  ['fetch says nothing', 'http://localhost:1', 'http://localhost:2', { ...insecure, credentials: 'same-origin' }, 'credentials'],
  ['fetch says nothing, one origin', 'http://localhost:1', 'http://localhost:1', { ...insecure, credentials: 'same-origin' }, ''],
  ['fetch says omit', 'http://localhost:1', 'http://localhost:1', { ...insecure, credentials: 'omit' }, 'credentials'],
  ['a proxy that makes another path', 'http://localhost:1', 'http://localhost:1', { ...insecure, ...rewriting }, 'Path'],
  ['the same, __Host-', 'http://localhost:1', 'http://localhost:1', { ...host, ...rewriting }, ''],
];

for (const [name, page, api, { unlisted, ...more }, by] of situations) {
  test(`Chromium: ${name}`, async () => {
    const typed = {
      page,
      api,
      development: 'false',
      contract: 'fastapi',
      path: '/fastapi/auth/refresh',
      credentials: 'include',
      ...(more.path && { contract: 'express' }),
      ...shop,
      ...(!unlisted && { 'latchkey.cors.origins': at(page) }),
      'latchkey.contract.fastapi.tokens': 'both',
      ...lax,
      ...more,
    };
    const verdict = await verdictOn(typed);
    world = { verdict, heard: [] };
    const { browser, frontend } = await frontendOf(typed);
    const root = at(api) + typed.path.replace('/refresh', '');
    const login = await call(frontend, `${root}/login`, typed.credentials);
    const stored = (await browser.cookies()).map(cookie => cookie.name).sort();
    assert.equal(await frontend.evaluate(() => document.cookie), '', 'scripts see nothing');
    await call(frontend, `${root}/refresh`, typed.credentials);
    await frontend.evaluate(url => void open(url, top === self ? '_self' : '_blank'), `${root}/link`);
    await (typed.embedder ? until(() => heard('GET', '/link')) : frontend.waitForURL(`${root}/link`));

    const those = what => verdict.cookies.filter(cookie => cookie[what].holds).map(cookie => cookie.name).sort();
    const holds = id => verdict.steps.find(step => step.id === id).outcome.holds;
    assert.equal(Boolean(heard('POST', '/login')), holds('asks'), 'asked');
    assert.equal(login === 200, holds('reads'), 'read');
    assert.deepEqual(stored, those('stored'), 'stored');
    assert.deepEqual(named(heard('POST', '/refresh')), those('fetch'), 'sent by fetch');
    assert.deepEqual(named(heard('GET', '/link')), those('navigation'), 'sent by a link');
    assert.equal(heard('POST', '/login')?.['sec-fetch-site'] ?? verdict.site, verdict.site, 'site');
    const refresh = verdict.cookies.find(cookie => cookie.name.endsWith('refresh_token'));
    const first = [refresh.stored, refresh.fetch, refresh.navigation].find(outcome => !outcome.holds);
    assert.equal((first?.by ?? []).join(', '), by);
  });
}

test('Chromium asks before a page of the internet calls this machine', async () => {
  const typed = {
    page: 'https://app.shop.example:2',
    api: 'http://localhost:1',
    contract: 'express',
    credentials: 'include',
    ...shop,
    ...none,
    'latchkey.cors.origins': at('https://app.shop.example:2'),
  };
  const verdict = await verdictOn(typed);
  assert.ok(verdict.findings.some(finding => finding.by === 'local network'));
  world = { verdict, heard: [] };
  const { browser, frontend } = await frontendOf(typed);
  assert.equal(await call(frontend, `${at(typed.api)}/login`, 'include'), null, 'nobody is there to allow it');
  await browser.grantPermissions(['local-network-access'], { origin: at(typed.page) });
  assert.equal(await call(frontend, `${at(typed.api)}/login`, 'include'), 200);
});

/** Its settings are those it runs with, so that it is the verdict that follows them. */
const real = [
  ['one site behind a proxy that ends TLS', 'https://shop.example', 'https://auth.shop.example', {}],
  ['two sites', 'https://shop.example', 'https://auth.other.example', {}],
  ['nobody’s page', 'https://elsewhere.example', 'https://auth.shop.example', {}],
  ['a page on http', 'http://shop.example:1', 'https://auth.shop.example', {}],
  ['one origin behind a proxy', 'http://localhost:1', 'http://localhost:1', {}],
  ['a proxy with a host of its own', 'http://localhost:1', 'http://localhost:1', { host: 'latchkey:8080' }],
  ['the same, where browsers do not say the site', 'http://app.shop.example:1', 'http://app.shop.example:1', { host: 'latchkey:8080' }],
  ['no proxy’s host, where browsers do not say the site', 'http://app.shop.example:1', 'http://app.shop.example:1', {}],
  ['a proxy that makes another path', 'http://localhost:1', 'http://localhost:1', { path: path => `/express${path}` }],
];

for (const [name, page, api, proxy] of real) {
  test(`Latchkey: ${name}`, async () => {
    const path = proxy.path ? '/api/auth/refresh' : '/express/api/auth/refresh';
    const typed = {
      page,
      api,
      contract: 'express',
      path,
      arrives: proxy.path?.(path) ?? path,
      credentials: 'include',
      headers: proxy.host ? `Host: ${proxy.host}` : '',
    };
    const ada = { username: `ada-${crypto.randomUUID().slice(0, 8)}`, password: 'lovelace' };
    const registered = await fetch(`${LATCHKEY}/express/api/auth/register`, {
      method: 'POST',
      body: JSON.stringify(ada),
      headers: { 'Content-Type': 'application/json' },
    });
    assert.equal(registered.status, 201);
    const verdict = await verdictOn(typed);
    world = { proxy, heard: [] };
    const { browser, frontend } = await frontendOf(typed);
    const login = await call(frontend, at(api) + path.replace('/refresh', '/login'), 'include', ada);
    const stored = (await browser.cookies()).length > 0;
    const refreshed = await call(frontend, at(api) + path, 'include');

    const [cookie] = verdict.cookies;
    const holds = id => verdict.steps.find(step => step.id === id).outcome.holds;
    assert.equal(login === 200, holds('asks') && holds('reads'), 'read');
    assert.equal(stored, cookie.stored.holds, 'stored');
    assert.equal(refreshed === 200, verdict.works, 'works');
    if (holds('reads') && cookie.fetch.holds) {
      assert.equal(refreshed === 403, !holds('trusts'), 'trusted');
    }
  });
}

async function until(is) {
  for (let i = 0; i < 60 && !is(); i++) {
    await new Promise(go => setTimeout(go, 50));
  }
}

async function visit(query = '', options = {}) {
  const opened = await open(browsers.usual, options);
  await opened.page.goto(`${LATCHKEY}/dev/doctor${query}`);
  await opened.page.locator('#verdict h2').first().waitFor();
  const field = name => opened.page.locator(`[name='${name}']`);
  return { ...opened, field, says: words => opened.page.getByText(words).first().waitFor() };
}

const broken = `?${new URLSearchParams({
  page: 'http://localhost:5173',
  api: 'http://127.0.0.1:8080',
  development: 'false',
  'latchkey.cors.origins': 'https://shop.example',
  'latchkey.cookies.secure': 'false',
})}`;

test('the page says what is in the way, and what mends it', async () => {
  const { page, faults, close, field, says } = await visit();
  await field('page').fill('https://shop.example');
  await field('api').fill('https://auth.other.example');
  await page.getByText('Settings of the service').click();
  await field('development').selectOption('false');
  await field('latchkey.cookies.secure').selectOption('true');
  await field('latchkey.cors.origins').fill('');
  await says('It does not work: CORS, SameSite.');
  await says('LATCHKEY_COOKIES_SAME_SITE=none\nLATCHKEY_CORS_ORIGINS=https://shop.example');
  await page.getByRole('button', { name: 'Copy for environment' }).first().click();
  await says('Copied');
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^LATCHKEY_CORS_ORIGINS=https:\/\/shop.example$/m);
  await field('latchkey.cors.origins').fill('https://shop.example');
  await field('latchkey.cookies.same-site').selectOption('none');
  await says('It works.');
  assert.deepEqual(faults, []);
  await close();
});

test('a path that was typed stays, and one that was not goes with the contract', async () => {
  const { page, close } = await open(browsers.usual);
  await page.goto(`${LATCHKEY}/dev/doctor`);
  const [contract, path] = [page.locator('[name=contract]'), page.locator('[name=path]')];
  await page.locator('#summary.good, #summary.bad').waitFor();
  await contract.selectOption('fastapi');
  assert.equal(await path.inputValue(), '/fastapi/auth/refresh-token');
  await contract.selectOption('express');
  assert.equal(await path.inputValue(), '/express/api/auth/refresh');
  await path.fill('/my/own/path');
  await contract.selectOption('tasti');
  assert.equal(await path.inputValue(), '/my/own/path');
  await page.waitForURL(url => url.searchParams.get('path') === '/my/own/path');
  await page.reload();
  await page.locator('#summary.good, #summary.bad').waitFor();
  await contract.selectOption('drf-token');
  assert.equal(await path.inputValue(), '/my/own/path');
  await close();
});

test('the page can be sent on as an address', async () => {
  const { page, close, field, says } = await visit(broken);
  const said = await page.locator('#summary').textContent();
  assert.match(said, /CORS, SameSite/);
  await page.reload();
  await says(said);
  assert.equal(await field('api').inputValue(), 'http://127.0.0.1:8080');
  await close();
});

test('the page fills in what a proxy makes of its own request', async () => {
  world = { proxy: { host: 'latchkey:8080' }, heard: [] };
  const frontend = at('http://localhost:1');
  const { page, close } = await open(browsers.usual);
  await page.goto(`${frontend}/dev/doctor`);
  await page.locator('#verdict h2').first().waitFor();
  const typed = await page.evaluate(() => Object.fromEntries(new FormData(document.forms[0])));
  assert.deepEqual([typed.page, typed.api, typed.headers], [frontend, frontend, 'Host: latchkey:8080']);
  await close();
});

test('the page says what cannot be an origin', async () => {
  const { close, field, says } = await visit();
  await field('page').fill('localhost:5173');
  await says('"localhost:5173" is not an origin');
  await close();
});

test('the page tries the service at hand, and was right', async () => {
  const { page, faults, close } = await visit();
  await page.getByRole('button', { name: 'Try it from here' }).click();
  await page.getByText('as said: the doctor says yes, it was yes').nth(1).waitFor();
  assert.deepEqual(faults, []);
  await close();
});

test('the page is used by keyboard alone', async () => {
  const { page, close } = await visit();
  const reached = new Set();
  for (let i = 0; i < 60 && !reached.has('Try it from here'); i++) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate(() => document.activeElement.name || document.activeElement.textContent.trim());
    if (name === 'page') await page.keyboard.type('http://192.0.2.7:5173');
    if (name === 'api') {
      await page.keyboard.type('http://192.0.2.7:8080');
      await page.getByText('Two origins of one site.').waitFor();
      await page.getByText('It does not work').waitFor();
    }
    if (name === 'The browser') await page.keyboard.press('Enter');
    reached.add(name);
  }
  for (const one of [
    'Skip to the verdict',
    'contract',
    'A proxy',
    'thirdParties',
    'Settings of the service',
    'Copy',
    'Try it from here',
  ]) {
    assert.ok(reached.has(one), `${one} among ${[...reached]}`);
  }
  await close();
});

for (const colorScheme of ['light', 'dark']) {
  for (const width of [320, 1280]) {
    test(`the page is accessible: ${colorScheme}, ${width} px`, async () => {
      const { page, faults, close } = await visit(broken, { colorScheme, viewport: { width, height: 900 } });
      await picture(page, 'doctor', colorScheme === 'light' && width === 1280);
      await page.evaluate(() =>
        document.querySelectorAll('details').forEach(details => {
          details.open = true;
        }),
      );
      await isAccessible(page);
      await fits(page);
      assert.deepEqual(faults, []);
      await close();
    });
  }
}
