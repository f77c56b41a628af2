// The client with what React Native has, and nothing else, through every contract. Against a running Latchkey.
//
// Sources, in the repository react-native: Libraries/Core/setUpXHR.js and setUpTimers.js list the globals. There are no document, location,
// crypto, structuredClone, streams, Web Locks or BroadcastChannel. fetch is the package whatwg-fetch on an XMLHttpRequest of its own
// (Libraries/Network), whose cookies the system keeps and sends. URL (Libraries/Blob/URL.js) is no full one, so here it is none at all.

import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import vm from 'node:vm'
import { LATCHKEY } from './browser.mjs'

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url))
const whatwgFetch = path('node_modules/whatwg-fetch/dist/fetch.umd.js')
const examples = path('../../../examples/express/')
const missing =
  (!existsSync(whatwgFetch) && 'npm install in src/test/js') || (!existsSync(`${examples}node_modules/rolldown`) && 'npm install in examples/express')

/** As React Native's; the system below it keeps the cookies of a phone. */
const requestOf = (cookies) =>
  class XMLHttpRequest {
    withCredentials = true
    #headers = {}
    #limit = new AbortController()

    open(method, url) {
      this.request = { method, url }
    }

    setRequestHeader(name, value) {
      this.#headers[name] = value
    }

    getAllResponseHeaders() {
      return [...this.answer.headers].map((header) => header.join(': ')).join('\r\n')
    }

    abort() {
      this.#limit.abort()
    }

    async send(body) {
      const sent = this.withCredentials && [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const headers = { ...this.#headers, ...(sent && { Cookie: sent }) }
      try {
        this.answer = await fetch(this.request.url, { method: this.request.method, headers, body, signal: this.#limit.signal })
        this.responseText = await this.answer.text()
      } catch {
        return this.#limit.signal.aborted ? this.onabort() : this.onerror()
      }
      this.status = this.answer.status
      for (const cookie of this.answer.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)
        if (value && !/max-age=0/i.test(cookie)) cookies.set(name, value)
        else cookies.delete(name)
      }
      this.onload()
    }
  }

/** Bundled for one script, as Metro does. */
async function bundle() {
  const { build } = await import(pathToFileURL(createRequire(examples).resolve('rolldown')))
  const { output } = await build({ input: path('../../../clients/js/index.js'), write: false, output: { format: 'iife', name: 'latchkey' } })
  return output[0].code
}

let client

/** A phone with the client, and its cookies. */
async function phone() {
  const cookies = new Map()
  const context = vm.createContext({ console, setTimeout, clearTimeout, queueMicrotask, AbortController, AbortSignal, FormData, URLSearchParams })
  context.window = context.self = context.global = context
  context.navigator = { product: 'ReactNative' }
  context.XMLHttpRequest = requestOf(cookies)
  vm.runInContext('for (const name of ["Atomics", "FinalizationRegistry", "SharedArrayBuffer", "WebAssembly"]) delete globalThis[name]', context)
  vm.runInContext(readFileSync(whatwgFetch, 'utf8'), context)
  client ??= await bundle()
  vm.runInContext(client, context)
  return { createClient: vm.runInContext('latchkey.createClient', context), cookies }
}

for (const contract of ['drf-cookie', 'drf-token', 'express', 'fastapi', 'laravel', 'tasti']) {
  test(`React Native: ${contract} signs up, in and out, and renews an access token`, { skip: missing }, async () => {
    const { createClient, cookies } = await phone()
    const ada = createClient({ contract, baseUrl: `${LATCHKEY}/${contract}` })
    const email = `ada-${crypto.randomUUID().slice(0, 8)}@shop.example`
    const username = contract === 'laravel' ? email : email.replace(/@.*/, '')
    const fields = contract === 'laravel' ? { name: 'Ada', email, password_confirmation: 'lovelace' } : { username, email }
    const events = []
    ada.on('signedIn', () => events.push('signedIn'))
    ada.on('signedOut', () => events.push('signedOut'))

    assert.equal(await ada.me(), null)
    await assert.rejects(ada.signIn({ username, password: 'lovelace' }), { name: 'Refusal' })
    await ada.signUp({ ...fields, password: 'lovelace' })
    events.length = 0
    assert.equal((await ada.signIn({ username, password: 'lovelace' })).username, username)
    await ada.refresh()
    cookies.delete('access_token')
    const answer = await ada.fetch(`${LATCHKEY}/account`, { method: 'PATCH', body: '{"first_name": "Ada"}', headers: { 'Content-Type': 'application/json' } })
    assert.equal(answer.status, 200)
    assert.equal((await ada.me()).username, username)
    await ada.signOut()
    assert.equal(await ada.me(), null)
    assert.deepEqual(events, ['signedIn', 'signedOut'])
  })
}
