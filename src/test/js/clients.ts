// Registers, signs in, refreshes and signs out through every contract, as a frontend would, with the clients that
// openapi-generator makes of the documents. That it compiles is half of what it tests. Exits with 1 at the first surprise.
//
// node clients.js NAME
import * as admin from './admin/index.js'
import * as drfCookie from './drf-cookie/index.js'
import * as drfToken from './drf-token/index.js'
import * as express from './express/index.js'
import * as fastapi from './fastapi/index.js'
import * as laravel from './laravel/index.js'
import * as platform from './platform/index.js'
import * as tasti from './tasti/index.js'

declare const process: { argv: string[] }

const username = process.argv[2] ?? 'ada'
const password = 'lovelace'

function newUser(contract: string) {
  return { username: `${username}-${contract}`, password, email: `${username}@${contract}.example` }
}

/** What a browser adds to fetch: it keeps cookies, each for its path. */
function browser(): typeof fetch {
  const jar = new Map<string, { value: string; path: string }>()
  return async (input, init) => {
    const path = new URL(String(input)).pathname
    const headers = new Headers(init?.headers)
    const cookies = [...jar].filter(([, cookie]) => path.startsWith(cookie.path))
    if (cookies.length > 0) {
      headers.set('Cookie', cookies.map(([name, { value }]) => `${name}=${value}`).join('; '))
    }
    const answer = await fetch(input, { ...init, headers })
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!
      if (/max-age=0/i.test(cookie)) {
        jar.delete(name)
      } else {
        jar.set(name, { value, path: /path=([^;]+)/i.exec(cookie)![1] })
      }
    }
    return answer
  }
}

function same<T>(actual: T, expected: T) {
  if (actual !== expected) throw new Error(`${actual} is not ${expected}`)
}

async function refused(status: number, call: Promise<unknown>) {
  const failure = await call.then(() => undefined, (e) => e)
  if (failure?.response?.status !== status) throw new Error(`not refused with ${status}`, { cause: failure })
}

async function throughDrfCookie() {
  const api = new drfCookie.DrfCookieApi(new drfCookie.Configuration({ fetchApi: browser() }))
  const user = newUser('drf-cookie')
  const { content } = await api.register({ newUser: user })
  same(content.username, user.username)
  same(content.profileImage, null)
  same((await api.login({ credentials: user })).content.username, user.username)
  await api.refresh()
  await api.refresh()
  await api.logout()
  await refused(401, api.refresh())
}

async function throughDrfToken() {
  const api = new drfToken.DrfTokenApi(new drfToken.Configuration({ fetchApi: browser() }))
  const user = newUser('drf-token')
  const { content } = await api.register({ newUser: user })
  same(content.email, user.email)
  const { refresh } = await api.login({ credentials: user })
  same(typeof (await api.refresh({ refresh: { refresh } })).access, 'string')
  await api.logout({ logout: { refreshToken: refresh } })
  await refused(401, api.refresh({ refresh: { refresh } }))
}

async function throughExpress() {
  let accessToken = ''
  const settings = { fetchApi: browser(), accessToken: () => accessToken }
  const api = new express.ExpressApi(new express.Configuration(settings))
  const user = newUser('express')
  await api.register({ newAccount: user })
  const { data } = await api.login({ credentials: user })
  same(data.user.joined instanceof Date, true)
  accessToken = (await api.refresh()).data.token
  same((await api.user()).data.username, user.username)
  const account = new platform.PlatformApi(new platform.Configuration(settings))
  await account.changePassword({ newPassword: { currentPassword: password, newPassword: password } })
  same((await account.me()).profileImage, null)
  await api.logout()
  accessToken = ''
  await refused(401, api.user())
  await refused(401, api.refresh())
}

async function throughFastapi() {
  let accessToken = ''
  const settings = { fetchApi: browser(), accessToken: () => accessToken }
  const api = new fastapi.FastapiApi(new fastapi.Configuration(settings))
  const user = newUser('fastapi')
  same((await api.register({ newUser: user })).isActive, true)
  const pair = await api.login({ credentials: user })
  const next = await api.refreshToken({ refresh: { refreshToken: pair.refreshToken } })
  accessToken = next.accessToken ?? ''
  same((await api.testToken()).username, user.username)
  await api.refreshToken()
  await api.logout()
  await refused(401, api.refreshToken())
}

async function throughLaravel() {
  const api = new laravel.LaravelApi(new laravel.Configuration({ fetchApi: browser() }))
  const user = { ...newUser('laravel'), name: 'Ada', passwordConfirmation: password }
  same(await api.register({ newUser: user }), '')
  same((await api.login({ credentials: user })).twoFactor, false)
  await api.csrfCookie()
  const { name, createdAt } = await api.user()
  same(name, 'Ada')
  same(createdAt instanceof Date, true)
  await api.logout()
  await refused(401, api.user())
  await api.csrfCookie()
}

async function throughTasti() {
  const api = new tasti.TastiApi(new tasti.Configuration({ fetchApi: browser() }))
  const user = newUser('tasti')
  await api.register({ newUser: user })
  same((await api.login({ credentials: user })).user.username, user.username)
  same((await api.refresh()).user.dateJoined instanceof Date, true)
  await api.logout()
  await refused(401, api.refresh())
}

// GeneratedClientsIT has made the superuser.
async function throughAdmin() {
  const users = new express.ExpressApi(new express.Configuration({ fetchApi: browser() }))
  const root = new express.ExpressApi(new express.Configuration({ fetchApi: browser() }))
  const { data } = await root.login({ credentials: { username: 'root', password } })
  const api = new admin.AdminApi(new admin.Configuration({ accessToken: data.token }))

  const { id } = await api.createAccount({ newManagedAccount: { username: `${username}-managed`, password } })
  const invited = await api.inviteUser({ invitation: { email: `${username}@invited.example` } })
  same(invited.username, `${username}@invited.example`)

  const shown = await api.showAccountRaw({ id })
  const ifMatch = shown.raw.headers.get('ETag')!
  await api.changeAccount({ id, ifMatch, accountChanges: { fullName: 'A Managed User' } })
  await refused(412, api.changeAccount({ id, ifMatch, accountChanges: { fullName: 'Another' } }))

  const wrong = { credentials: { username: `${username}-managed`, password: 'babbage!' } }
  for (let i = 0; i < 5; i++) await refused(401, users.login(wrong))
  await refused(429, users.login(wrong))
  const { accounts } = await api.listAccounts({ search: 'a managed' })
  same(accounts[0].id, id)
  same((await api.listLimitsOf({ id })).limits[0].limit, 'name')
  await api.resetLimitsOf({ id })
  await users.login({ credentials: { username: `${username}-managed`, password } })

  const { sessions } = await api.listSessions({ id })
  same(sessions.length, 1)
  await api.endSession({ id: sessions[0].id })
  same((await api.listSessions({ id })).sessions.length, 0)

  same((await api.rotateKeys()).state, 'published')
  same((await api.showOverview()).days.length, 30)
  same((await api.listEvents({ account: id, kind: 'session_end' })).events.length, 1)
}

for (const through of [throughDrfCookie, throughDrfToken, throughExpress, throughFastapi, throughLaravel, throughTasti, throughAdmin]) {
  await through()
  console.log(through.name)
}
