// A frontend as Laravel's starter kits have it: it sends requests with axios, and sees no token.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { LATCHKEY, launch, open } from './browser.mjs'

const axios = new URL('node_modules/axios/dist/axios.min.js', import.meta.url)

let browser

before(async () => { browser = await launch() })
after(() => browser.close())

test('a frontend of a starter kit signs up, stays signed in and signs out', async () => {
  const { page, faults, close } = await open(browser)
  await page.goto(`${LATCHKEY}/dev/mailbox`)
  await page.evaluate(await readFile(axios, 'utf8'))
  await page.evaluate((baseURL) => {
    window.api = window.axios.create({
      baseURL,
      headers: { 'X-Requested-With': 'XMLHttpRequest' },
      withCredentials: true,
      withXSRFToken: true,
    })
  }, `${LATCHKEY}/laravel`)
  const ask = (method, path, body) =>
    page.evaluate(
      async ([method, path, body]) => {
        const { status, data } = await window.api.request({ method, url: path, data: body, validateStatus: null })
        return { status, data }
      },
      [method, path, body],
    )
  const email = `ada-${crypto.randomUUID().slice(0, 8)}@shop.example`
  const password = 'lovelace'

  assert.equal((await ask('get', '/api/user')).status, 401)
  assert.equal((await ask('get', '/sanctum/csrf-cookie')).status, 204)
  const newUser = { name: 'Ada', email, password, password_confirmation: 'engine' }
  const { status, data } = await ask('post', '/register', newUser)
  assert.equal(status, 422)
  assert.deepEqual(data.errors, { password: ['The password field confirmation does not match.'] })
  assert.equal((await ask('post', '/register', { ...newUser, password_confirmation: password })).status, 201)
  assert.equal((await ask('get', '/api/user')).data.name, 'Ada')

  await page.context().clearCookies({ name: 'access_token' })
  assert.equal((await ask('get', '/api/user')).data.email, email)
  assert.ok((await page.context().cookies()).some(({ name }) => name === 'access_token'))
  assert.equal((await ask('post', '/logout')).status, 204)
  assert.deepEqual(await page.context().cookies(), [])
  assert.equal((await ask('get', '/api/user')).status, 401)
  assert.equal((await ask('post', '/login', { email, password: 'babbage!' })).status, 422)
  assert.deepEqual(await ask('post', '/login', { email, password, remember: true }), { status: 200, data: { two_factor: false } })
  assert.equal((await ask('get', '/api/user')).data.email, email)
  assert.deepEqual(faults, [])
  await close()
})
