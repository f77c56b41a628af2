// A person in front of each of examples/, in Chromium, with the Latchkey at LATCHKEY_URL.
//
// They are at the port EXAMPLES_PORT of localhost, an origin that Latchkey has to list, for calls across origins and for passkeys.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { isReadable, launch } from './browser.mjs'
import { authenticator, enrolled, pageFor } from './factors.mjs'
import { codeIn, linkIn, mailTo } from './mails.mjs'

const { LATCHKEY_URL = 'http://localhost:8080', EXAMPLES_PORT = '5173' } = process.env
const examples = fileURLToPath(new URL('../../../examples/', import.meta.url))

const contracts = {
  'drf-cookie': {
    fields: ['Email', 'First name', 'Last name'],
    taken: 'username: A user with that username already exists.',
    wrongPassword: 'No active account found with the given credentials',
    nobody: 'Authentication credentials were not provided.',
    refresh: '/api/auth/refresh/',
    signOut: '/api/auth/logout/',
  },
  'drf-token': {
    inBody: true,
    fields: ['Email', 'First name', 'Last name'],
    taken: 'A user with that username already exists.',
    wrongPassword: 'No active account found with the given credentials',
    nobody: 'Token is invalid or expired',
    refresh: '/api/auth/refresh/',
  },
  express: {
    fields: [],
    registered: 'Registered ada',
    taken: 'Account with given username already exists.',
    wrongPassword: 'Invalid username or password.',
    nobody: 'Invalid, expired or missing refresh token.',
    refresh: '/api/auth/refresh',
    whoAmI: '/account',
    expireAccess: (page) =>
      page.route(
        '**/account',
        (route) => route.continue({ headers: { ...route.request().headers(), authorization: 'Bearer expired' } }),
        { times: 1 },
      ),
  },
  fastapi: {
    fields: ['Email', 'Full name'],
    registered: 'Registered ada',
    taken: 'Email already registered',
    wrongPassword: 'Incorrect username or password',
    nobody: 'Invalid refresh token',
    refresh: '/auth/refresh-token',
    whoAmI: '/account',
    expireAccess: (page) => page.context().clearCookies({ name: 'access_token' }),
  },
  tasti: {
    fields: ['Email', 'First name', 'Last name'],
    taken: 'username: A user with that username already exists.',
    wrongPassword: 'Invalid credentials.',
    nobody: 'Invalid or expired refresh token',
    refresh: '/api/v1/auth/token/refresh/',
  },
}

/** The example's own command, and the address that it prints. */
async function serve(contract, cross) {
  const [command, settings] =
    contract === 'express'
      ? [
          ['express/node_modules/vite/bin/vite.js', 'express', '--port', EXAMPLES_PORT, '--strictPort'],
          { API: LATCHKEY_URL, ...(cross && { VITE_API: `${LATCHKEY_URL}/express` }) },
        ]
      : [['serve.mjs', contract, '--port', EXAMPLES_PORT, '--api', LATCHKEY_URL, ...(cross ? ['--cross'] : [])]]
  const env = { ...process.env, NO_COLOR: '1', ...settings }
  const server = spawn(process.execPath, command, { cwd: examples, env, stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  for await (const piece of server.stdout.iterator({ destroyOnReturn: false })) {
    said += piece
    const address = /http:\/\/localhost:\d+\//.exec(said)?.[0]
    if (address) return { address, stop: () => Promise.all([once(server, 'exit'), server.kill()]) }
  }
  throw new Error(`${contract} did not start: ${said}`)
}

/** Somebody with a browser and a username of their own. */
class Visitor {
  username = `ada-${crypto.randomUUID().slice(0, 8)}`
  password = 'lovelace'
  asked = []
  faults = []

  constructor(page, contract) {
    this.page = page
    this.contract = contract
    this.watch(page)
  }

  watch(page) {
    page.on('request', (request) => {
      if (request.resourceType() === 'fetch') this.asked.push(new URL(request.url()).pathname)
    })
    page.on('pageerror', (fault) => this.faults.push(fault.message))
    page.on('console', (line) => {
      const refusal = /the server responded with a status of 4/.test(line.text())
      if (line.type() === 'error' && !refusal) this.faults.push(line.text())
    })
  }

  address = `${this.username}@shop.example`

  type = (label, text) => this.page.getByLabel(label, { exact: true }).fill(text)
  button = (label) => this.page.getByRole('button', { name: label, exact: true })
  press = (label) => this.button(label).click()
  status = (what) => this.page.getByRole('status').filter(what).waitFor()
  sees = (text) => this.status({ hasText: text })
  isToldOff = (text) => this.page.getByRole('alert').filter({ hasText: text }).waitFor()
  isToldWho = () => this.status({ hasText: this.username, hasNotText: 'refreshed at' })
  isSignedIn = () => this.sees(`Signed in as ${this.username}`)

  async register() {
    const texts = { Username: this.username, Password: this.password, Email: this.address }
    for (const label of ['Username', 'Password', ...this.contract.fields]) {
      await this.type(label, texts[label] ?? 'Ada')
    }
    await this.press('Register')
    await (this.contract.registered ? this.sees(this.contract.registered) : this.isSignedIn())
  }

  async signIn() {
    if (!this.contract.registered) {
      await this.signOut()
    }
    await this.press('Sign in')
    await this.isSignedIn()
  }

  async signOut() {
    await this.press('Sign out')
    await this.sees('Signed out')
  }

  /** Is signed in, with an address that may not be verified. */
  async joins() {
    await this.register()
    if (this.contract.registered) {
      await this.press('Sign in')
      await this.isSignedIn()
    }
    if (!this.contract.fields.includes('Email')) await this.changesAddress(this.address, this.password)
  }

  /** Presses a button that has a mail sent. */
  async asks(button, kind, address = this.address) {
    await this.type('Address', address)
    const mail = await mailTo(address, kind, () => this.press(button))
    await this.sees('mail')
    return mail
  }

  /** Does what the page is for that the link of a mail leads to. */
  async follows(mail, button, heading, open = (page) => page.goto(linkIn(mail))) {
    const page = await this.page.context().newPage()
    this.watch(page)
    await open(page)
    await page.getByRole('button', { name: button, exact: true }).click()
    await page.getByRole('heading', { name: heading }).waitFor()
    await page.close()
  }

  /** From the mailbox, where a reader has it. */
  async verifies() {
    const mail = await this.asks('Verify e-mail', 'VERIFY')
    await this.follows(mail, 'Confirm address', 'Your e-mail address is confirmed', async (page) => {
      await page.goto(`${LATCHKEY_URL}/dev/mailbox#${mail.id}`)
      await page.frameLocator('#frame').getByRole('link').first().click()
    })
  }

  async resets(password) {
    const mail = await this.asks('Forgot password', 'RESET')
    await this.follows(mail, 'Save password', 'Your password was changed', async (page) => {
      await page.goto(linkIn(mail))
      await page.locator('[name=password]').fill(password)
    })
  }

  /** To another address, or to a first one. */
  async changesAddress(address, password) {
    await this.type('Current password', password)
    const mail = await this.asks('Change e-mail', 'CHANGE', address)
    await this.follows(mail, 'Confirm address', 'Your e-mail address was changed')
  }
}

let browser
before(async () => (browser = await launch()))
after(() => browser.close())

function suite(name, cross, tests) {
  const [major, minor] = process.versions.node.split('.').map(Number)
  const old = major < 20 || (major === 20 && minor < 19)
  const missing = name === 'express' && (old || !existsSync(`${examples}express/node_modules`))
  const skip = missing && 'npm install in examples/express brings Vite and React, which need Node 20.19'
  describe(`${name}, ${cross ? 'across origins' : 'proxied'}`, { skip }, () => {
    let server
    before(async () => (server = await serve(name, cross)))
    after(() => server.stop())

    tests(async (visit) => {
      const context = await browser.newContext()
      context.setDefaultTimeout(60_000)
      const ada = new Visitor(await context.newPage(), contracts[name])
      await ada.page.goto(server.address)
      await ada.sees('Signed out')
      await visit(ada, { ...contracts[name], cross })
      await context.close()
      assert.deepEqual(ada.faults, [])
    })
  })
}

const session = (visit) =>
  test('a session, from its beginning to its end', () =>
    visit(async (ada, { whoAmI, nobody }) => {
      await ada.register()
      await ada.signIn()
      await ada.page.reload()
      await ada.isSignedIn()
      await ada.press('Refresh')
      await ada.sees('refreshed at')
      if (whoAmI) {
        await ada.press('Who am I')
        await ada.isToldWho()
      }
      await ada.signOut()
      await ada.press('Refresh')
      await ada.isToldOff(nobody)
      await ada.page.reload()
      await ada.sees('Signed out')
    }))

const refusals = (visit) =>
  test('a no in the words of the contract, on any screen', () =>
    visit(async (ada, { taken, wrongPassword }) => {
      await ada.register()
      await ada.press('Register')
      await ada.isToldOff(taken)
      await ada.type('Password', 'babbage!')
      await ada.press('Sign in')
      await ada.isToldOff(wrongPassword)
      await isReadable(ada.page, 320, 'dark')
      await isReadable(ada.page, 1280, 'light')
    }))

const expiry = (visit) =>
  test('an access token that has expired is renewed once, whoever notices', () =>
    visit(async (ada, { refresh, whoAmI, expireAccess, signOut }) => {
      await ada.register()
      await ada.signIn()
      await ada.page.route(`**${refresh}`, (route) => sleep(300).then(() => route.continue()))
      if (whoAmI) {
        await ada.press('Refresh')
        await ada.sees('refreshed at')
        await expireAccess(ada.page)
        ada.asked = []
        await ada.button('Who am I').dblclick()
        await ada.isToldWho()
        assert.deepEqual(ada.asked, [whoAmI, refresh, whoAmI])
      } else {
        ada.asked = []
        await ada.button('Refresh').dblclick()
        await ada.sees('refreshed at')
        assert.deepEqual(ada.asked.filter((path) => path === refresh), [refresh])
      }
      if (signOut) {
        // As a backend does that asks for the access token alone.
        await ada.page.route(`**${signOut}`, (route) => route.fulfill({ status: 401, json: {} }), { times: 1 })
        ada.asked = []
        await ada.signOut()
        assert.deepEqual(ada.asked, [signOut, refresh, signOut])
      }
    }))

const byMail = (visit) =>
  test('an address that is verified, a password that was forgotten, a sign-in with a code, and another address', () =>
    visit(async (ada, { fields, wrongPassword }) => {
      await ada.joins()
      if (fields.includes('Email')) await ada.verifies()
      await ada.resets('the analytical engine')
      await ada.press('Sign in')
      await ada.isToldOff(wrongPassword)
      await ada.type('Password', 'the analytical engine')
      await ada.press('Sign in')
      await ada.isSignedIn()
      await ada.signOut()
      const mail = await ada.asks('Sign in by e-mail', 'SIGN_IN')
      await ada.type('Code in the mail', codeIn(mail))
      await ada.press('Sign in with the code')
      await ada.isSignedIn()
      await ada.page.reload()
      await ada.isSignedIn()
      await ada.changesAddress(`new-${ada.address}`, 'the analytical engine')
      await mailTo(ada.address, 'CHANGED')
    }))

const byLink = (visit) =>
  test('a sign-in with a mailed link, for a page that has cookies', () =>
    visit(async (ada, { inBody }) => {
      await ada.joins()
      await ada.signOut()
      const mail = await ada.asks('Sign in by e-mail', 'SIGN_IN')
      if (inBody) {
        await ada.follows(mail, 'Sign in', 'Sign in')
        await ada.page.reload()
        await ada.sees('Signed out')
      } else {
        await ada.follows(mail, 'Sign in', 'You are signed in')
        await ada.page.reload()
        await ada.isSignedIn()
        await ada.press('Refresh')
        await ada.sees('refreshed at')
      }
    }))

const digits = (visit) =>
  test('a code after the password, for a page that knows of no second factor', () =>
    visit(async (ada, { registered }) => {
      await ada.register()
      if (!registered) await ada.signOut()
      const { code } = await enrolled(ada)
      ada.asked = []
      await ada.type('Password', `${ada.password}${code}`)
      await ada.press('Sign in')
      await ada.isSignedIn()
      assert.deepEqual(ada.asked.filter((path) => /\/(code|passkey)\b/.test(path)), [])
    }))

const secondFactors = (visit) =>
  test('a second factor by steps, and passkeys', () =>
    visit(async (ada, { registered, cross }) => {
      await ada.register()
      if (!registered) await ada.signOut()
      const { code } = await enrolled(ada)
      const passkey = await authenticator(ada.page)

      await ada.press('Sign in')
      await ada.isToldOff('Enter a code')
      assert.ok(await ada.button('Use a passkey').isHidden())
      if (!cross) await isReadable(ada.page, 320, 'light')
      await ada.type('Code of your app', '000000')
      await ada.press('Continue')
      await ada.isToldOff('Enter a code')
      await ada.type('Code of your app', code)
      await ada.press('Continue')
      await ada.isSignedIn()
      assert.ok(await ada.button('Continue').isHidden())

      await ada.press('Add a passkey')
      await ada.sees('Passkey added')
      await ada.signOut()
      await ada.type('Username', '')
      await ada.type('Password', '')
      await ada.press('Sign in with a passkey')
      await ada.isSignedIn()
      await ada.signOut()

      await ada.type('Username', ada.username)
      await ada.type('Password', ada.password)
      await ada.press('Sign in')
      await passkey.agrees(false)
      await ada.press('Use a passkey')
      await ada.isToldOff('No passkey was used.')
      await passkey.agrees(true)
      await ada.press('Use a passkey')
      await ada.isSignedIn()
      await ada.page.reload()
      await ada.isSignedIn()
    }))

const byPage = (visit) =>
  test("a second factor on Latchkey's page, which leads back", () =>
    visit(async (ada, { registered, inBody }) => {
      await ada.register()
      if (!registered) await ada.signOut()
      const { code } = await enrolled(ada)
      const home = ada.page.url()
      await ada.page.goto(await pageFor(ada, inBody ? 'drf-token' : 'express', home))
      await ada.type('Code', code)
      await ada.press('Sign in')
      if (inBody) {
        await ada.page.waitForURL(`${home}#mfa_token=*`)
      } else {
        await ada.page.waitForURL(home)
        await ada.isSignedIn()
      }
    }))

for (const name of Object.keys(contracts)) {
  suite(name, false, (visit) => [session, refusals, expiry, byMail, digits, secondFactors].forEach((of) => of(visit)))
  const page = ['drf-token', 'express'].includes(name) ? [byPage] : []
  suite(name, true, (visit) => [session, byLink, secondFactors, ...page].forEach((of) => of(visit)))
}
