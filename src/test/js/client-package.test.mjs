// The client for frontends as a package: packed, installed into an empty folder, type-checked and measured there.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'

const run = promisify(execFile)
const source = fileURLToPath(new URL('../../../clients/js/', import.meta.url))
const examples = fileURLToPath(new URL('../../../examples/express/', import.meta.url))
const tsc = fileURLToPath(new URL('node_modules/typescript/bin/tsc', import.meta.url))

let folder
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'latchkey-client-'))
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: source })
  const [{ filename }] = JSON.parse(stdout)
  await writeFile(join(folder, 'package.json'), '{"private": true, "type": "module"}')
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${filename}`], { cwd: folder })
})
after(() => rm(folder, { recursive: true }))

test('the package has the version of the service', async () => {
  const pom = await readFile(new URL('../../../pom.xml', import.meta.url), 'utf8')
  const { version } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'))
  assert.equal(version, /<artifactId>latchkey<\/artifactId>\s*<version>([^<]+)/.exec(pom)[1])
})

const PROGRAM = `
import { createClient, Refusal, type User } from 'latchkey-client'
import { authorizeAxios } from 'latchkey-client/axios'
import { createUseUser } from 'latchkey-client/react'
import { userOf } from 'latchkey-client/user'
import * as vue from 'latchkey-client/vue'

const client = createClient({ contract: 'express', baseUrl: 'https://auth.shop.example/express', storage: sessionStorage })

export async function signIn(username: string, password: string): Promise<User | undefined> {
  try {
    return await client.signIn({ username, password })
  } catch (fault) {
    if (fault instanceof Refusal && fault.said.mfa_token) {
      return client.signInWithCode({ mfa_token: fault.said.mfa_token, code: prompt('Code') ?? '' })
    }
    throw fault
  }
}

client.on('expired', ({ elsewhere }) => console.log(elsewhere))
const off: () => void = client.on('signedIn', ({ user }) => console.log(user?.username.length))
const answer: Promise<Response> = client.fetch(new URL('https://shop.example/orders'), { method: 'POST' })
export const names = client.sessions.list().then((all) => all.map(({ user_agent }) => user_agent))
await client.signUp({ username: 'ada', password: 'lovelace' })

export const useUser = createUseUser({ useSyncExternalStore: (subscribe, current) => current() }, client)
const user: User | null | undefined = useUser()
export { answer, authorizeAxios, off, user, userOf, vue }

// @ts-expect-error: no such contract
createClient({ contract: 'rails' })
// @ts-expect-error: this contract wants an address
createClient({ contract: 'fastapi' }).signUp({ username: 'ada', password: 'lovelace' })
// @ts-expect-error: no such event
client.on('signedout', () => {})
`

test('the package installs into an empty folder, and a program with its types compiles', async () => {
  await writeFile(join(folder, 'program.ts'), PROGRAM)
  const options = ['--strict', '--noEmit', '--target', 'es2022', '--module', 'nodenext', '--lib', 'es2022,dom', '--types', '']
  const { stdout } = await run(process.execPath, [tsc, ...options, 'program.ts'], { cwd: folder }).catch((fault) => fault)
  assert.equal(stdout, '')
})

test('the package has no dependency, and what it exports is in it', async () => {
  const installed = join(folder, 'node_modules/latchkey-client')
  const described = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'))
  assert.equal(described.dependencies, undefined)
  for (const { types, default: module } of Object.values(described.exports)) {
    assert.ok(existsSync(join(installed, types)), types)
    assert.ok(existsSync(join(installed, module)), module)
  }
  const { createClient } = await import(pathToFileURL(join(installed, 'index.js')))
  assert.throws(() => createClient({ contract: 'rails', baseUrl: 'https://shop.example' }), TypeError)
})

const bundler = existsSync(join(examples, 'node_modules/rolldown'))

test('with all contracts, a frontend loads at most 4 KB of it', { skip: !bundler && 'npm install in examples/express' }, async () => {
  const { build } = await import(pathToFileURL(createRequire(examples).resolve('rolldown')))
  const { output } = await build({ input: join(folder, 'node_modules/latchkey-client/index.js'), write: false, output: { minify: true } })
  const size = gzipSync(output[0].code).length
  assert.ok(size <= 4096, `${size} bytes`)
})
