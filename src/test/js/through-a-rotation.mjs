// Checks our tokens as services do that know the issuer's URL and nothing else, for as long as a rotation takes: with jose
// against the published keys, and with openid-client by introspection. Exits with 1 at the first refusal.
//
// node through-a-rotation.mjs ISSUER OTHER_REPLICA REFRESH_TOKEN CLIENT_SECRET
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import * as client from 'openid-client'

const [issuer, other, refresh, secret] = process.argv.slice(2)
const seconds = 120

const config = await client.discovery(new URL(issuer), 'gateway', undefined, client.ClientSecretBasic(secret), {
  execute: [client.allowInsecureRequests],
})
const metadata = config.serverMetadata()
const keys = createRemoteJWKSet(new URL(metadata.jwks_uri), { cacheMaxAge: 1000, cooldownDuration: 500 })

async function freshToken(replica) {
  const answer = await fetch(`${replica}/drf-token/api/auth/refresh/`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ refresh }),
  })
  return (await answer.json()).access
}

const seen = new Map()
let previous
let checks = 0
let rotatedAt
for (const end = Date.now() + seconds * 1000; Date.now() < end; checks++) {
  const token = await freshToken(checks % 2 ? issuer : other)
  for (const shown of previous ? [token, previous] : [token]) {
    await jwtVerify(shown, keys, { issuer: metadata.issuer, audience: metadata.issuer, typ: 'at+jwt' })
    const answer = await client.tokenIntrospection(config, shown)
    if (!answer.active) throw new Error(`inactive: ${JSON.stringify(answer)}`)
  }
  const { kid } = decodeProtectedHeader(token)
  seen.set(kid, (seen.get(kid) ?? 0) + 1)
  if (seen.size === 2) rotatedAt ??= Date.now()
  if (rotatedAt && Date.now() > rotatedAt + 3000) break
  if (!previous) console.log('the first token is good')
  previous = token
  await new Promise((go) => setTimeout(go, 100))
}
if (seen.size !== 2) throw new Error(`saw ${seen.size} keys`)

await client.tokenRevocation(config, refresh)
const after = await client.tokenIntrospection(config, previous)
if (after.active) throw new Error('still active after its session was revoked')
console.log(`${checks} checks, keys ${[...seen.values()].join(' and ')} times`)
