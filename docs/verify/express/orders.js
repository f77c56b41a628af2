// A service that checks Latchkey's access tokens with the public keys.
import express from 'express'
import { createRemoteJWKSet, errors, jwtVerify } from 'jose'

const { ISSUER: issuer, AUDIENCE: audience = issuer, PORT: port = 3000 } = process.env

// Fetched again after five minutes, and for an unknown key, but at most once in 30 seconds.
const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`), {
  cacheMaxAge: 300_000,
  cooldownDuration: 30_000,
})
const expected = { issuer, audience, algorithms: ['ES256'], typ: 'at+jwt', requiredClaims: ['exp', 'sub'] }

async function signedIn(request, response, next) {
  const [, token] = /^Bearer +([^ ]+)$/i.exec(request.get('Authorization') ?? '') ?? []
  if (!token) return refuse(response, 401, 'Bearer')
  try {
    request.user = (await jwtVerify(token, keys, expected)).payload
  } catch (error) {
    // If the keys cannot be fetched, the token may be good: the answer is 500.
    if (error.code === 'ERR_JOSE_GENERIC' || error.code === 'ERR_JWKS_TIMEOUT' || !(error instanceof errors.JOSEError)) throw error
    return refuse(response, 401, 'Bearer error="invalid_token"')
  }
  next()
}

function inGroup(group) {
  return (request, response, next) =>
    request.user.groups.includes(group) ? next() : refuse(response, 403, 'Bearer error="insufficient_scope"')
}

const levels = ['aal1', 'aal2', 'phr']

/** Demands a level, or a better one, and a sign-in of the last seconds (RFC 9470). */
function signedInWith(level, seconds) {
  const challenge = `Bearer error="insufficient_user_authentication", acr_values="${level}", max_age="${seconds}"`
  return (request, response, next) => {
    const { acr, auth_time: time } = request.user
    const enough = levels.indexOf(acr) >= levels.indexOf(level) && time >= Date.now() / 1000 - seconds
    return enough ? next() : refuse(response, 401, challenge)
  }
}

function refuse(response, status, challenge) {
  response.status(status).set('WWW-Authenticate', challenge)
  response.type('application/problem+json').send({ status, title: status === 401 ? 'Unauthorized' : 'Forbidden' })
}

const app = express()
app.use(signedIn)
app.get('/orders', (request, response) => response.json({ user: request.user.sub }))
app.get('/reports', inGroup('editors'), (request, response) => response.json({ user: request.user.sub }))
app.post('/payments', signedInWith('aal2', 600), (request, response) => response.json({ user: request.user.sub }))
app.listen(port, () => console.log(`listening on ${port}`))
