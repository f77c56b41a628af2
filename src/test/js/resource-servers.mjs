// Shows our access token, a refresh token, a spoilt one and none to public validators that know the issuer's URL: those of
// RFC 9068 at their strictest. Exits with 1 where one of them decides otherwise than it should.
//
// node resource-servers.mjs ISSUER ACCESS_TOKEN REFRESH_TOKEN
import express from 'express'
import { auth } from 'express-oauth2-jwt-bearer'
import { expressjwt } from 'express-jwt'
import jwks from 'jwks-rsa'
import * as oauth from 'oauth4webapi'

const [issuer, access, refresh] = process.argv.slice(2)
const spoilt = access.slice(0, -3) + (access.endsWith('AAA') ? 'BBB' : 'AAA')
const insecure = { [oauth.allowInsecureRequests]: true }
const server = await oauth.processDiscoveryResponse(
  new URL(issuer),
  await oauth.discoveryRequest(new URL(issuer), insecure),
)

async function served(middleware, authorization) {
  const app = express()
  app.use(middleware)
  app.get('/', (request, response) => response.sendStatus(200))
  app.use((error, request, response, next) => response.sendStatus(error.status ?? 500))
  const listening = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => listening.once('listening', resolve))
  const answer = await fetch(`http://127.0.0.1:${listening.address().port}`, { headers: authorization })
  listening.close()
  return answer.status === 200
}

const secret = jwks.expressJwtSecret({ jwksUri: server.jwks_uri, cache: true, rateLimit: true })
const validators = {
  oauth4webapi: (headers) =>
    oauth
      .validateJwtAccessToken(server, new Request('http://rs.example/', { headers }), issuer, insecure)
      .then(() => true)
      .catch(() => false),
  'express-oauth2-jwt-bearer': (headers) => served(auth({ issuerBaseURL: issuer, audience: issuer }), headers),
  'express-oauth2-jwt-bearer, strict': (headers) =>
    served(auth({ issuerBaseURL: issuer, audience: issuer, strict: true }), headers),
  'express-jwt': (headers) => served(expressjwt({ secret, algorithms: ['ES256'], issuer, audience: issuer }), headers),
}

for (const [name, accepts] of Object.entries(validators)) {
  for (const token of [access, refresh, spoilt, null]) {
    const said = await accepts(token ? { authorization: `Bearer ${token}` } : {})
    if (said !== (token === access)) throw new Error(`${name} ${said ? 'takes' : 'refuses'} ${token}`)
  }
}
console.log(`${Object.keys(validators).length} agree`)
