// The client for frontends, outside of a browser: every contract, and what happens at the same time. Against a running Latchkey.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { after, test } from 'node:test'
import { authorizeAxios } from '../../../clients/js/axios.js'
import { createClient, Refusal } from '../../../clients/js/index.js'
import { createUseUser } from '../../../clients/js/vue.js'
import { LATCHKEY } from './browser.mjs'
import { enrolled } from './factors.mjs'
import { newcomer, post } from './mails.mjs'

const contracts = ['drf-cookie', 'drf-token', 'express', 'fastapi', 'laravel', 'tasti']

/** Web Locks, which Node 20 lacks. */
class Locks {
  last = Promise.resolve()
  request = (name, work) => (this.last = this.last.then(work, work))
}

/** What sends requests and keeps cookies, as a browser does for all its tabs; and how a test interferes. */
class Network {
  cookies = new Map()
  sent = []
  /** By the end of a path: what happens to the next request for it. */
  next = new Map()

  fetch = async (input, init) => {
    const request = new Request(input, init)
    const path = new URL(request.url).pathname
    this.sent.push(path.replace(/\/$/, ''))
    const interfere = [...this.next].find(([end]) => path.replace(/\/$/, '').endsWith(end))
    if (interfere) this.next.delete(interfere[0])
    const go = () => this.#go(request)
    return interfere ? interfere[1](go, request) : go()
  }

  async #go(request) {
    request = new Request(request)
    if (request.credentials === 'include') {
      request.headers.set('Cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    }
    const answer = await fetch(request)
    if (request.credentials === 'include') {
      for (const cookie of answer.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)
        if (value && !/max-age=0/i.test(cookie)) this.cookies.set(name, value)
        else this.cookies.delete(name)
      }
    }
    return answer
  }

  /** Requests for a path that ends so. */
  count = (end) => this.sent.filter((path) => path.endsWith(end)).length
}

/** Another one each time; of contracts that refresh at different paths. */
const refreshPath = (contract) => ({ fastapi: 'refresh-token', tasti: 'token/refresh' })[contract] ?? 'auth/refresh'

const clients = []
after(() => clients.forEach((client) => client.close()))

/** A client, and all its events. */
function open(contract, network = new Network(), options = {}) {
  const client = createClient({ contract, baseUrl: `${LATCHKEY}/${contract}`, fetch: network.fetch, cookies: true, ...options })
  const events = []
  for (const event of ['signedIn', 'expired', 'signedOut']) {
    client.on(event, ({ elsewhere }) => events.push(elsewhere ? `${event} elsewhere` : event))
  }
  clients.push(client)
  return { client, network, events }
}

/** A client whose user is signed in. */
async function signedIn(contract, ...more) {
  const ada = await newcomer()
  const opened = open(contract, ...more)
  await opened.client.signIn(ada)
  return { ...opened, ada }
}

const account = `${LATCHKEY}/account`

/** The access token is no longer good: in the cookie, or in the next request. */
function expire(network, contract) {
  if (network.cookies.delete('access_token')) return
  network.next.set('/account', (go, request) => {
    request.headers.set('Authorization', 'Bearer expired')
    return go()
  })
}

/** A request that waits until the test lets it go on, before it is sent or after it was answered. */
function gate() {
  let arrive, open
  const arrived = new Promise((resolve) => (arrive = resolve))
  const opened = new Promise((resolve) => (open = resolve))
  return {
    arrived,
    open,
    before: async (go) => (arrive(), await opened, go()),
    after: async (go) => {
      const answer = await go()
      arrive()
      await opened
      return answer
    },
  }
}

const offline = () => {
  throw new TypeError('fetch failed')
}

const settled = () => new Promise((resolve) => setTimeout(resolve))

/** Until another client has heard it. */
async function heard(events, count) {
  while (events.length < count) await settled()
  return events
}

for (const contract of [...contracts, 'fastapi in bodies']) {
  const name = contract.split(' ')[0]
  const options = { cookies: contract !== 'fastapi in bodies' }

  test(`${contract}: signs up, in and out, and keeps a user signed in`, async () => {
    const { client, network, events } = open(name, undefined, options)
    const login = `ada-${crypto.randomUUID().slice(0, 8)}`
    const email = `${login}@shop.example`
    const username = name === 'laravel' ? email : login
    assert.equal(await client.me(), null)
    assert.equal(client.signedIn, false)
    const fields = name === 'laravel' ? { name: 'Ada', email, password_confirmation: 'lovelace' } : { username, email }
    const signedUp = await client.signUp({ ...fields, password: 'lovelace' })
    const ada = await client.signIn({ username, password: 'lovelace' })
    assert.equal(ada.username, username)
    assert.deepEqual(signedUp, ['express', 'fastapi'].includes(name) ? null : ada)
    expire(network, name)
    const answer = await client.fetch(account)
    assert.equal((await answer.json()).username, username)
    await client.refresh()
    assert.deepEqual(await client.me(), ada)
    const [session] = (await client.sessions.list()).filter(({ current }) => current)
    assert.ok(session)
    await client.changePassword({ current_password: 'lovelace', new_password: 'the engine' })
    await client.refresh()
    await client.signOut()
    assert.equal(client.signedIn, false)
    assert.equal(await client.me(), null)
    assert.equal((await client.fetch(account)).status, 401)
    assert.deepEqual(events, signedUp ? ['signedIn', 'signedIn', 'signedOut'] : ['signedIn', 'signedOut'])
  })

  test(`${contract}: a refusal has the words of the contract, and asks for a second factor`, async () => {
    const { client } = open(name, undefined, options)
    await assert.rejects(client.signUp({ username: '', password: 'x' }), (refusal) => {
      assert.ok(refusal instanceof Refusal)
      assert.match(refusal.message, /password/)
      assert.ok(name === 'drf-token' || refusal.fields.password[0])
      return true
    })
    const ada = await newcomer()
    await assert.rejects(client.signIn({ ...ada, password: 'babbage!' }), { name: 'Refusal', message: /credentials|username/i })
    const { code } = await enrolled(ada)
    const { said } = await client.signIn(ada).catch((refusal) => refusal)
    assert.deepEqual(said.mfa_required, ['totp', 'recovery_code'])
    const user = await client.signInWithCode({ mfa_token: said.mfa_token, code })
    assert.equal(user.username, ada.username)
    const { factors } = await client.factors.list()
    assert.equal(factors[0].kind, 'TOTP')
    await client.signOut()
  })

  // The others have their tokens where one of these has them.
  if (!['drf-cookie', 'express', 'fastapi in bodies'].includes(contract)) continue

  test(`${contract}: requests at the same time share a refresh, and each is repeated once`, async () => {
    const { client, network } = await signedIn(name, undefined, options)
    const waiting = gate()
    network.next.set(refreshPath(name), waiting.before)
    expire(network, name)
    const first = client.fetch(account)
    await waiting.arrived
    const others = [client.refresh(), client.refresh()]
    network.sent = []
    waiting.open()
    assert.equal((await first).status, 200)
    await Promise.all(others)
    assert.equal(network.count(refreshPath(name)), 0)
    assert.equal(network.count('/account'), 1)
  })

  test(`${contract}: a refresh that fails signs no user out, unless Latchkey refuses it`, async () => {
    const { client, network, events } = await signedIn(name, undefined, options)
    for (const fault of [offline, () => new Response('<h1>Bad Gateway</h1>', { status: 502 }), () => Response.json({}, { status: 429 })]) {
      expire(network, name)
      network.next.set(refreshPath(name), fault)
      await assert.rejects(client.fetch(account))
      assert.equal(client.signedIn, true)
    }
    assert.ok(await client.me())
    expire(network, name)
    network.next.set(refreshPath(name), () => Response.json({}, { status: 401 }))
    network.sent = []
    assert.equal((await client.fetch(account)).status, 401)
    assert.equal(network.count('/account'), 1)
    assert.equal(client.signedIn, false)
    await settled()
    assert.deepEqual(events, ['signedIn', 'expired'])
  })

  test(`${contract}: an answer to a refresh or a sign-in that comes after the sign-out signs no user in`, async () => {
    const { client, network, ada } = await signedIn(name, undefined, options)
    for (const [path, begin] of [
      [refreshPath(name), () => client.refresh()],
      ['/login', () => client.signIn(ada)],
    ]) {
      const late = gate()
      network.next.set(path, late.after)
      const begun = begin()
      const failed = assert.rejects(begun)
      await late.arrived
      await client.signOut()
      late.open()
      await failed
      assert.equal(client.signedIn, false)
      network.sent = []
      await client.fetch(account)
      assert.deepEqual(network.sent, ['/account'])
      network.cookies.clear()
      await client.signIn(ada)
    }
  })
}

test('tokens of a new password that come after the sign-out are dropped', async () => {
  const storage = inMemory()
  const { client, network, ada } = await signedIn('fastapi', undefined, { cookies: false, storage })
  const late = gate()
  network.next.set('/account/password', late.after)
  const changed = client.changePassword({ current_password: ada.password, new_password: 'the engine' })
  await late.arrived
  await client.signOut()
  late.open()
  await changed
  assert.equal(storage.items.size, 0)
  assert.deepEqual((await client.authorize(account)).headers, {})
})

test('a sign-out that does not reach Latchkey is no sign-out', async () => {
  const { client, network, events } = await signedIn('express')
  network.next.set('/logout', offline)
  await assert.rejects(client.signOut(), TypeError)
  assert.equal(client.signedIn, true)
  assert.ok(await client.me())
  await client.signOut()
  await settled()
  assert.deepEqual(events, ['signedIn', 'signedOut'])
})

test('a request of one user is not repeated for the next', async () => {
  const { client, network } = await signedIn('express')
  const late = gate()
  network.next.set('/account', async (go, request) => {
    request.headers.set('Authorization', 'Bearer expired')
    return late.after(go)
  })
  const first = client.fetch(account)
  await late.arrived
  await client.signIn(await newcomer())
  network.sent = []
  late.open()
  assert.equal((await first).status, 401)
  assert.deepEqual(network.sent, [])
})

test('a caller that asks while another user signs in is told of the latter', async () => {
  const { client, network } = await signedIn('tasti')
  const late = gate()
  network.next.set('/account', late.after)
  const asked = client.me()
  await late.arrived
  const grace = await newcomer()
  const signing = client.signIn(grace)
  while (client.signedIn) await settled()
  late.open()
  assert.equal((await asked).username, grace.username)
  assert.equal((await signing).username, grace.username)
})

/** Another service, which refuses whatever it is asked, and notes it. */
async function refusing(asked) {
  const server = createServer(async (request, reply) => {
    asked.push([request.headers.authorization?.slice(0, 9), (await request.toArray()).join('')])
    reply.writeHead(401).end()
  }).listen(0, 'localhost')
  await once(server, 'listening')
  after(() => server.close())
  return `http://localhost:${server.address().port}`
}

test('only origins that are listed get the token; a 401 of theirs is asked again once, with the same body', async () => {
  const asked = []
  const api = await refusing(asked)
  const order = { method: 'POST', body: 'tea' }
  const { client, network } = await signedIn('express', undefined, { origins: [api] })
  assert.equal((await client.fetch(`${api}/orders`, order)).status, 401)
  assert.deepEqual(asked.splice(0), [['Bearer ey', 'tea'], ['Bearer ey', 'tea']])
  assert.equal(network.count('auth/refresh'), 1)
  assert.equal(client.signedIn, true)

  const { client: another } = await signedIn('express', network)
  for (const address of [api, `${api}/\\${new URL(LATCHKEY).host}`]) {
    assert.equal((await another.fetch(address, order)).status, 401)
    assert.deepEqual(await another.authorize(address), { headers: {} })
  }
  await assert.rejects(another.fetch(api.replace('//', `//${new URL(LATCHKEY).host}@`)), TypeError)
  assert.deepEqual(asked, [[undefined, 'tea'], [undefined, 'tea']])
})

test('below a path of a site, also the account is', async () => {
  const network = new Network()
  const site = 'https://shop.example/login'
  const proxied = async (input, init) => {
    const request = new Request(input, init)
    assert.ok(request.url.startsWith(`${site}/`))
    return network.fetch(new Request(request.url.replace(site, LATCHKEY), request))
  }
  const { client } = open('tasti', network, { baseUrl: `${site}/tasti/`, fetch: proxied })
  const ada = await newcomer()
  assert.equal((await client.signIn(ada)).username, ada.username)
  await client.refresh()
  await client.signOut()
})

// Two tabs: two clients with the same cookies, or the same storage.

function inMemory() {
  const items = new Map()
  return {
    items,
    getItem: async (key) => items.get(key) ?? null,
    setItem: async (key, value) => void items.set(key, value),
    removeItem: async (key) => void items.delete(key),
  }
}

/** Two tabs, of which the first signs in. */
async function twoTabs(contract, options = {}) {
  // Each test has channels of its own.
  const baseUrl = `${LATCHKEY}/${crypto.randomUUID()}/${contract}`
  const network = new Network()
  const shared = {
    baseUrl,
    tabs: true,
    fetch: (input, init) => {
      const request = new Request(input, init)
      return network.fetch(new Request(request.url.replace(/\/[0-9a-f-]{36}/, ''), request))
    },
    ...options,
  }
  const one = open(contract, network, shared)
  const two = open(contract, network, shared)
  const ada = await newcomer()
  await one.client.signIn(ada)
  return { one, two, network, ada }
}

/** What a browser of today has; without it, Node's BroadcastChannel is there alone. */
function withLocks() {
  Object.defineProperty(globalThis, 'navigator', { value: { locks: new Locks() }, configurable: true })
}

for (const contract of ['drf-cookie', 'drf-token', 'express']) {
  const options = contract === 'drf-token' ? { storage: inMemory() } : {}

  test(`${contract}: tabs follow each other, and never refresh at the same time`, async () => {
    withLocks()
    const { one, two, network, ada } = await twoTabs(contract, options)
    assert.deepEqual(await heard(two.events, 1), ['signedIn elsewhere'])
    assert.equal((await two.client.me()).username, ada.username)

    let refreshing = 0
    const alone = (go) => {
      assert.equal(++refreshing, 1)
      return go().finally(() => refreshing--)
    }
    const slow = gate()
    network.next.set(refreshPath(contract), (go) => slow.before(() => alone(go)))
    network.sent = []
    const refreshes = [one.client.refresh()]
    await slow.arrived
    refreshes.push(two.client.refresh())
    network.next.set(refreshPath(contract), alone)
    slow.open()
    await Promise.all(refreshes)
    // A token in a cookie is every tab's; one in memory is each tab's own.
    if (contract !== 'drf-cookie') assert.equal(network.count(refreshPath(contract)), 2)
    network.next.clear()
    assert.ok(await one.client.me())
    assert.ok(await two.client.me())

    await two.client.signOut()
    assert.deepEqual(await heard(one.events, 2), ['signedIn', 'signedOut elsewhere'])
    assert.equal(one.client.signedIn, false)
    assert.equal(await one.client.me(), null)
    assert.deepEqual(two.events.slice(1), ['signedOut'])
  })

  test(`${contract}: a refused refresh ends the session once, in each tab`, async () => {
    withLocks()
    const { one, two, network, ada } = await twoTabs(contract, options)
    await heard(two.events, 1)
    assert.ok(await two.client.me())
    const { access } = await post('/drf-token/api/auth/login', ada)
    const ended = await fetch(`${account}/sessions`, { method: 'DELETE', headers: { Authorization: `Bearer ${access}` } })
    assert.equal(ended.status, 204)
    network.sent = []
    expire(network, contract)
    assert.equal((await one.client.fetch(account)).status, 401)
    await heard(two.events, 2)
    await one.client.fetch(account)
    await two.client.fetch(account)
    await settled()
    assert.deepEqual(one.events, ['signedIn', 'expired'])
    assert.deepEqual(two.events, ['signedIn elsewhere', 'expired elsewhere'])
    assert.equal(network.count(refreshPath(contract)), 1)
  })
}

test('a tab that waited for the refresh of another has its token, if that is in a cookie', async () => {
  withLocks()
  const { one, two, network } = await twoTabs('drf-cookie')
  await heard(two.events, 1)
  await two.client.me()
  expire(network)
  const late = gate()
  network.next.set('/account', late.after)
  const waiting = two.client.fetch(account)
  await late.arrived
  await one.client.refresh()
  // Long enough for the message, which was sent before.
  const { port1, port2 } = new MessageChannel()
  port1.postMessage('')
  await once(port2, 'message')
  port2.close()
  await settled()
  network.sent = []
  late.open()
  assert.equal((await waiting).status, 200)
  assert.deepEqual(network.sent, ['/account'])
})

test('a sign-out ends the sessions of all tabs, also if each has one of its own', async () => {
  withLocks()
  const { one, two, network, ada } = await twoTabs('drf-token')
  await two.client.signIn(ada)
  const left = gate()
  network.next.set('/logout', (go) => {
    network.next.set('/logout', left.after)
    return go()
  })
  await one.client.signOut()
  await left.arrived
  left.open()
  await heard(two.events, 2)
  assert.equal(two.events.at(-1), 'signedOut elsewhere')
  assert.equal(two.client.signedIn, false)
})

test('without Web Locks and BroadcastChannel, tabs that share a rotating token both keep their user', async () => {
  Object.defineProperty(globalThis, 'navigator', { value: undefined, configurable: true })
  const { BroadcastChannel } = globalThis
  delete globalThis.BroadcastChannel
  try {
    const { one, two, network } = await twoTabs('fastapi', { cookies: false, storage: inMemory() })
    assert.ok(await two.client.me())
    await Promise.all([one.client.refresh(), two.client.refresh()])
    // The other one was faster, and Latchkey bears no used token.
    const late = gate()
    network.next.set('refresh-token', (go) => late.before(() => Response.json({}, { status: 401 })))
    const slow = two.client.refresh()
    await late.arrived
    await one.client.refresh()
    late.open()
    await slow
    assert.ok(await one.client.me())
    assert.ok(await two.client.me())
    await one.client.signOut()
    await assert.rejects(two.client.refresh(), { status: 401 })
    assert.equal(two.client.signedIn, false)
  } finally {
    globalThis.BroadcastChannel = BroadcastChannel
  }
})

test('neither storage nor events get an access token, and contracts with cookies store nothing', async () => {
  for (const [contract, cookies, stored] of [['drf-token', true, 1], ['fastapi', false, 1], ['fastapi', true, 0], ['express', true, 0]]) {
    const storage = inMemory()
    const { client } = open(contract, undefined, { storage, cookies })
    const heard = []
    client.on('signedIn', (about) => heard.push(about))
    await client.signIn(await newcomer())
    await settled()
    const types = [...storage.items.values()].map((token) => JSON.parse(atob(token.split('.')[0])).typ)
    assert.deepEqual(types, Array(stored).fill('rt+jwt'))
    assert.deepEqual(heard.map(Object.keys), [['user', 'elsewhere']])
    assert.doesNotMatch(JSON.stringify(heard), /eyJ/)
  }
})

test('a React Native app, whose storage answers later, has its session after a restart', async () => {
  const storage = inMemory()
  const { ada } = await signedIn('fastapi', new Network(), { cookies: false, storage })
  const { client } = open('fastapi', new Network(), { cookies: false, storage })
  assert.equal((await client.me()).username, ada.username)
})

// Frameworks

const axiosIsHere = existsSync(new URL('node_modules/axios', import.meta.url))
const vueIsHere = existsSync(new URL('node_modules/@vue/reactivity', import.meta.url))

test('axios sends a request again with the next token, once', { skip: !axiosIsHere && 'no axios' }, async () => {
  const { default: axios } = await import('axios')
  const { client } = await signedIn('drf-token')
  const asked = []
  const api = await refusing(asked)
  const shop = axios.create({ adapter: 'http' })
  authorizeAxios(shop, client)
  assert.ok((await shop.get(account)).data.username)
  await assert.rejects(shop.post(`${api}/orders`, 'tea'), { status: 401 })
  assert.deepEqual(asked, [[undefined, 'tea']])

  const { client: listed, network } = await signedIn('express', undefined, { origins: [api] })
  const orders = axios.create({ adapter: 'http', baseURL: api })
  authorizeAxios(orders, listed)
  await assert.rejects(orders.post('/orders', 'tea'), { status: 401 })
  assert.deepEqual(asked.slice(1), [['Bearer ey', 'tea'], ['Bearer ey', 'tea']])
  assert.equal(network.count('auth/refresh'), 1)
})

test('Vue has the user of the client, as long as a component is there', { skip: !vueIsHere && 'no @vue/reactivity' }, async () => {
  const vue = await import('@vue/reactivity')
  const { client, ada } = await signedIn('tasti')
  const useUser = createUseUser(vue, client)
  const scope = vue.effectScope()
  const user = scope.run(useUser)
  while (!user.value) await settled()
  assert.equal(user.value.username, ada.username)
  await client.signOut()
  await settled()
  assert.equal(user.value, null)
  scope.stop()
  await client.signIn(ada)
  await settled()
  assert.equal(user.value, null)
  assert.equal(vue.effectScope().run(useUser).value.username, ada.username)
})

test('a tab that gets no answer lets the others go on after a while, and keeps its user', async ({ mock }) => {
  withLocks()
  const { one, two, network } = await twoTabs('express')
  await heard(two.events, 1)
  mock.timers.enable({ apis: ['setTimeout'] })
  const asked = new Promise((resolve) => {
    network.next.set('auth/refresh', (go, { signal }) => {
      resolve()
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    })
  })
  const stuck = assert.rejects(one.client.refresh(), { name: 'AbortError' })
  await asked
  const waiting = two.client.refresh()
  mock.timers.tick(15_000)
  await stuck
  await waiting
  assert.equal(one.client.signedIn, true)
  assert.equal(two.client.signedIn, true)
})
