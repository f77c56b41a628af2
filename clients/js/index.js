// Signs users in and out through one contract of Latchkey, and keeps them signed in.

import { accountOf } from './account.js'
import { contracts } from './contracts.js'
import { read } from './refusal.js'
import { tabsOf } from './tabs.js'

export { Refusal } from './refusal.js'

/** Milliseconds in which Latchkey must answer a tab that changes the tokens, since other tabs wait for it. */
const LONGEST = 15_000

const inBrowser = typeof document === 'object'

export function createClient({
  contract: name,
  baseUrl,
  cookies = inBrowser,
  storage = inMemory(),
  origins = [],
  tabs: shared = inBrowser,
  fetch: send = (...request) => globalThis.fetch(...request),
}) {
  const contract = contracts[name === 'fastapi' && !cookies ? 'fastapi in bodies' : name]
  if (!contract) throw new TypeError(`Latchkey has no contract ${name}`)

  const mount = absolute(baseUrl || '/').replace(/\/$/, '')
  const mounted = mount.endsWith(`/${name}`) && mount !== originOf(mount)
  const service = mounted ? mount.slice(0, -name.length - 1) : mount
  const trusted = [globalThis.location?.origin, mount, ...origins].map(originOf).filter(Boolean)
  const credentials = contract.fields ? 'omit' : 'include'
  const key = `latchkey ${mount}`
  const tabs = tabsOf(key, shared)

  /** Of contracts whose access token is not in a cookie; in memory alone. */
  let access
  /** Whether a user is signed in; undefined until Latchkey has said so. */
  let signedIn
  /** How often another user may have come or gone: what began before does not concern the next one. */
  let session = 0
  /** How often the access token was replaced. */
  let refreshes = 0
  /** Changes of the tokens that are under way, or wait for their turn. */
  const changes = new Set()
  let refreshing, asking

  const at = (path) => mount + contract.path(path)
  const refreshToken = () => contract.fields && storage.getItem(key)

  // Events

  const listeners = { signedIn: new Set(), expired: new Set(), signedOut: new Set() }

  function on(event, listener) {
    listeners[event].add(listener)
    return () => listeners[event].delete(listener)
  }

  const emit = (event, about) => listeners[event].forEach((listener) => queueMicrotask(() => listener(about)))

  // Requests

  const json = (method, body, headers, signal) => ({
    method,
    signal,
    credentials,
    headers: { ...headers, ...(body && { 'Content-Type': 'application/json' }) },
    body: body && JSON.stringify(body),
  })

  async function post(url, body, headers, signal, method = 'POST') {
    const said = await read(await send(url, json(method, body, headers, signal)))
    if (signal?.aborted) throw new Error('The user signed out meanwhile, or Latchkey took too long')
    return said
  }

  /** What a request for the user needs: its headers, and the same once more for an answer of 401. */
  async function authorize(url) {
    if (!trusted.includes(originOf(absolute(url)))) return { headers: {} }
    if (contract.tokens && !access) await refreshed()
    const [of, then] = [session, refreshes]
    return {
      headers: bearer(),
      ...(!contract.tokens && { credentials }),
      async renew() {
        const again = of === session && (then !== refreshes || (await refreshed())) && of === session
        return again ? authorize(url) : undefined
      },
    }
  }

  const bearer = () => (access ? { Authorization: `Bearer ${access}` } : {})

  async function authorized(url, go) {
    const pass = await authorize(url)
    const answer = await go(pass)
    const next = answer.status === 401 && (await pass.renew?.())
    return next ? go(next) : answer
  }

  async function fetch(input, init) {
    const request = new Request(input, init)
    return authorized(request.url, ({ headers, credentials }) => {
      const all = new Headers(request.headers)
      Object.entries(headers).forEach((header) => all.set(...header))
      return send(request.clone(), { headers: all, ...(credentials && { credentials }) })
    })
  }

  const ask = async (method, path, body) =>
    read(await authorized(service, ({ headers }) => send(`${service}/account${path}`, json(method, body, headers))))

  const mail = (path, body) => post(`${service}/account${path}`, body)

  // Tokens

  /** One change at a time in all tabs, and none after the user has signed out. */
  async function change(work) {
    const limit = new AbortController()
    changes.add(limit)
    try {
      return await tabs.inTurn(() => {
        const timer = setTimeout(() => limit.abort(), LONGEST)
        return work(limit.signal).finally(() => clearTimeout(timer))
      })
    } finally {
      changes.delete(limit)
    }
  }

  const cancel = () => changes.forEach((each) => each.abort())

  async function hold({ access: next, refresh } = {}) {
    access = next
    if (refresh) await storage.setItem(key, refresh)
  }

  /** Callers at the same time share one. */
  function refresh() {
    const then = refreshes
    refreshing ??= change(async (signal) => {
      // Another tab may have done it meanwhile.
      if (refreshes === then) await next(signal)
    }).finally(() => (refreshing = undefined))
    return refreshing
  }

  async function next(signal) {
    const sent = await refreshToken()
    try {
      const body = contract.fields && { [contract.fields.refresh]: sent }
      const said = await post(at('refresh'), body, {}, signal, contract.refreshesBy)
      const tokens = contract.tokens?.(said)
      if (tokens && !tokens.access) throw new Error('Latchkey sends no access token')
      refreshes++
      signedIn = true
      tabs.tell('refreshed')
      await hold(tokens)
    } catch (fault) {
      if (fault.status !== 401 || signal.aborted) throw fault
      // Without Web Locks another tab may have been faster.
      if (sent !== (await refreshToken())) return next(signal)
      await end('expired')
      throw fault
    }
  }

  /** Whether there is a new access token. If Latchkey cannot say, it throws, and the user stays signed in. */
  async function refreshed() {
    if (signedIn === false) return false
    if (contract.fields && !(await refreshToken())) return end('expired').then(() => false)
    return refresh().then(
      () => true,
      (fault) => {
        if (fault.status === 401) return false
        throw fault
      },
    )
  }

  // Sessions

  async function open(path, body) {
    const opened = await change(async (signal) => {
      const said = await post(at(path), body, {}, signal)
      const tokens = contract.tokens?.(said)
      if (tokens && !tokens.access) return false
      session++
      signedIn = undefined
      await hold(tokens)
      return true
    })
    const user = opened ? await me() : null
    if (user) {
      tabs.tell('signedIn')
      emit('signedIn', { user, elsewhere: false })
    }
    return user
  }

  async function signIn(path, body) {
    const user = await open(path, body)
    if (!user) throw new Error(`The session has ended, or the browser keeps no cookies of ${mount}`)
    return user
  }

  async function signUp(newUser) {
    if (!contract.signsUpOnly) return open('register', newUser)
    await post(at('register'), newUser)
    return null
  }

  const passkeys = () => import(/* webpackIgnore: true */ /* @vite-ignore */ `${service}/passkeys.js`)

  async function signInWithPasskey({ inField, ...more } = {}) {
    const credential = await (await passkeys()).credential(more.mfa_token, { inField })
    // Without one that sign-in is over, which the contract says in its own words.
    return signIn(credential ? 'login/passkey' : 'login/code', { ...more, credential })
  }

  async function addPasskey(name) {
    const { register } = await passkeys()
    return read(await authorized(service, ({ headers }) => register(name, { headers, credentials })))
  }

  /** Who is signed in, or null. */
  function me() {
    asking ??= whoIs().finally(() => (asking = undefined))
    return asking
  }

  async function whoIs() {
    const of = session
    // Another page may have signed in.
    signedIn ||= undefined
    try {
      if (contract.tokens && !access && !(await refreshed())) return null
      const user = await ask('GET', '')
      if (of === session) {
        signedIn = true
        return user
      }
    } catch (fault) {
      if (fault.status !== 401) throw fault
    }
    return of === session || signedIn === false ? null : whoIs()
  }

  const leave = (token) => post(at('logout'), contract.fields && { [contract.fields.logout]: token }, bearer())

  async function signOut() {
    cancel()
    const token = await refreshToken()
    try {
      if (token || !contract.fields) await leave(token)
    } catch (fault) {
      // Then there was no session any more.
      if (fault.status !== 401) throw fault
    }
    await end('signedOut')
  }

  async function end(event, elsewhere = false) {
    const known = event === 'expired' ? signedIn : signedIn !== false
    if (event === 'signedOut') cancel()
    session++
    access = undefined
    signedIn = false
    if (contract.fields) await storage.removeItem(key)
    if (!known) return
    if (!elsewhere) tabs.tell(event)
    emit(event, { elsewhere })
  }

  tabs.hear(async (event) => {
    if (event === 'refreshed') return contract.tokens ? undefined : refreshes++
    // If tabs share no storage, each has a session of its own.
    const own = await refreshToken()
    if (event === 'signedIn') {
      session++
      access = undefined
      signedIn = !!own || !contract.fields || undefined
      if (signedIn) emit(event, { elsewhere: true })
    } else if (event === 'signedOut' || !own) {
      // A session of this tab alone ends with that of the other, if Latchkey can be reached.
      if (own) leave(own).catch(() => {})
      await end(event, true)
    }
  })

  async function changePassword(passwords) {
    const of = session
    const { access_token, refresh_token } = await ask('POST', '/password', passwords)
    if (contract.tokens && of === session) await hold({ access: access_token ?? access, refresh: contract.fields && refresh_token })
  }

  async function deleteAccount(password) {
    await ask('DELETE', '', { password })
    await end('signedOut')
  }

  return {
    /** Whether a user is signed in; undefined until that is known. */
    get signedIn() {
      return signedIn
    },
    signUp,
    signIn: (credentials) => signIn('login', contract.login?.(credentials) ?? credentials),
    signInWithCode: (code) => signIn('login/code', code),
    signInWithPasskey,
    signInWithMail: (proof) => signIn('login/email/confirm', proof),
    sendSignIn: (email) => post(at('login/email'), { email }),
    signOut,
    me,
    refresh,
    fetch,
    authorize,
    on,
    close: tabs.close,
    sendReset: (email) => mail('/password/reset', { email }),
    resetPassword: (proof) => mail('/password/reset/confirm', proof),
    changePassword,
    addPasskey,
    deleteAccount,
    ...accountOf(ask, mail),
  }
}

/** With the origin of the page, if it has none. */
const absolute = (url) => new Request(url).url

const originOf = (url) => /^[a-z][a-z0-9+.-]*:\/\/[^/?#]+/.exec(url)?.[0]

function inMemory() {
  const items = new Map()
  return {
    getItem: (key) => items.get(key),
    setItem: (key, value) => items.set(key, value),
    removeItem: (key) => items.delete(key),
  }
}
