// The client for frontends in two tabs of Chromium, through every contract.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { LATCHKEY, launch, open } from './browser.mjs'
import { newcomer, post } from './mails.mjs'

const modules = new URL('../../../clients/js/', import.meta.url)

const contracts = {
  'drf-cookie': { refresh: '**/auth/refresh/', inCookie: true },
  'drf-token': { refresh: '**/auth/refresh/' },
  express: { refresh: '**/auth/refresh' },
  fastapi: { refresh: '**/auth/refresh-token', inCookie: true },
  tasti: { refresh: '**/auth/token/refresh/' },
}

let browser, first, second, context

/** A page of a frontend at Latchkey's origin, which a proxy leads there. */
async function shop(page) {
  await page.goto(`${LATCHKEY}/shop`)
  await page.evaluate(async () => {
    const { createClient } = await import('/client/index.js')
    window.use = (contract) => {
      window.client?.close()
      // Contracts with tokens in bodies: a storage that tabs share, as a frontend may choose.
      const storage = contract === 'drf-token' ? { storage: localStorage } : {}
      let expired = false
      const fetch = (input, init) => {
        const request = new Request(input, init)
        if (expired && request.headers.has('Authorization')) request.headers.set('Authorization', 'Bearer expired')
        if (request.url.includes('refresh')) expired = false
        return window.fetch(request)
      }
      window.client = createClient({ contract, baseUrl: `/${contract}`, fetch, ...storage })
      window.expire = () => (expired = true)
      window.events = []
      for (const event of ['signedIn', 'expired', 'signedOut']) {
        window.client.on(event, (about) => window.events.push(about.elsewhere ? `${event} elsewhere` : event))
      }
    }
  })
}

before(async () => {
  browser = await launch()
  first = await open(browser)
  context = first.page.context()
  await context.route(`${LATCHKEY}/shop`, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Shop</title>' }))
  await context.route(`${LATCHKEY}/client/*`, async (route) => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1)
    await route.fulfill({ contentType: 'text/javascript', body: await readFile(new URL(name, modules), 'utf8') })
  })
  second = { page: await context.newPage() }
  await Promise.all([shop(first.page), shop(second.page)])
})

after(() => browser.close())

const hears = (page, event) => page.waitForFunction((event) => events.at(-1) === event, event)
const call = (page, method, ...more) => page.evaluate(([method, more]) => client[method](...more), [method, more])
const asks = (page) => page.evaluate(async () => (await client.fetch('/account')).status)

for (const [contract, { refresh, inCookie }] of Object.entries(contracts)) {
  test(`${contract}: two tabs`, async () => {
    const tabs = [first.page, second.page]
    const [one, two] = tabs
    const ada = await newcomer()
    const expires = async () => {
      if (inCookie) await context.clearCookies({ name: 'access_token' })
      else await Promise.all(tabs.map((tab) => tab.evaluate(() => expire())))
    }
    await Promise.all(tabs.map((tab) => tab.evaluate((contract) => use(contract), contract)))
    assert.deepEqual(await Promise.all(tabs.map((tab) => call(tab, 'me'))), [null, null])

    // One signs in, the other has the user.
    await call(one, 'signIn', ada)
    await hears(two, 'signedIn elsewhere')
    assert.equal((await call(two, 'me')).username, ada.username)

    // Both notice at once that the access token has expired, and one is slow.
    let refreshing = 0
    let most = 0
    let refreshes = 0
    await context.route(refresh, async (route) => {
      refreshes++
      most = Math.max(most, ++refreshing)
      const answer = await route.fetch()
      await new Promise((resolve) => setTimeout(resolve, 100))
      refreshing--
      await route.fulfill({ response: answer })
    })
    await expires()
    assert.deepEqual(await Promise.all([asks(one), asks(two), asks(one), asks(two)]), [200, 200, 200, 200])
    assert.equal(most, 1, 'refreshes at the same time')
    assert.ok(refreshes <= 2, `${refreshes} refreshes`)
    await context.unroute(refresh)

    // The network is away.
    await one.route(refresh, (route) => route.abort(), { times: 1 })
    await expires()
    assert.equal(await asks(one).catch(() => 'unreachable'), 'unreachable')
    assert.equal(await one.evaluate(() => client.signedIn), true)
    assert.equal(await asks(one), 200)

    // One signs out, and so is the other.
    await call(two, 'signOut')
    await hears(one, 'signedOut elsewhere')
    assert.deepEqual(await Promise.all(tabs.map((tab) => call(tab, 'me'))), [null, null])

    // The session ends elsewhere; each tab says so once.
    await call(one, 'signIn', ada)
    await hears(two, 'signedIn elsewhere')
    assert.ok(await call(two, 'me'))
    const { access } = await post('/drf-token/api/auth/login', ada)
    await fetch(`${LATCHKEY}/account/sessions`, { method: 'DELETE', headers: { Authorization: `Bearer ${access}` } })
    await expires()
    assert.equal(await asks(two), 401)
    await hears(one, 'expired elsewhere')
    assert.equal(await asks(one), 401)
    assert.deepEqual(await Promise.all(tabs.map((tab) => tab.evaluate(() => events))), [
      ['signedIn', 'signedOut elsewhere', 'signedIn', 'expired elsewhere'],
      ['signedIn elsewhere', 'signedOut', 'signedIn elsewhere', 'expired'],
    ])
    assert.equal(await one.evaluate(() => localStorage.length + sessionStorage.length), 0)
    const faults = first.faults.splice(0).filter((fault) => !/net::ERR_FAILED/.test(fault))
    assert.deepEqual(faults, [])
  })
}
