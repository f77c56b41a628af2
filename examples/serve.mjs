// Serves one example, and passes on to Latchkey what the example asks of its own origin.
//
// node examples/serve.mjs CONTRACT [--port 5173] [--api http://localhost:8080] [--cross]
import { readFile } from 'node:fs/promises'
import { createServer, request } from 'node:http'
import { parseArgs } from 'node:util'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    port: { type: 'string', default: '5173' },
    api: { type: 'string', default: 'http://localhost:8080' },
    cross: { type: 'boolean', default: false },
  },
})
const [contract] = positionals
const { port, api, cross } = values
if (!['drf-cookie', 'drf-token', 'fastapi', 'tasti'].includes(contract)) {
  console.error('Which one: drf-cookie, drf-token, fastapi or tasti? (express has a server of its own: npm start)')
  process.exit(2)
}

const client = ['index', 'account', 'contracts', 'refusal', 'tabs'].map((name) => [
  `/client/${name}.js`,
  [`../clients/js/${name}.js`, 'text/javascript'],
])
const files = {
  '/': [`${contract}/index.html`, 'text/html'],
  '/main.js': [contract === 'drf-cookie' ? 'drf-cookie/main.js' : 'main.js', 'text/javascript'],
  '/style.css': ['style.css', 'text/css'],
  ...Object.fromEntries(client),
}

async function answer(asked, reply) {
  const [path] = asked.url.split('?')
  if (/^\/(api|auth|account|passkeys\.js)(\/|$)/.test(path)) {
    return passOn(asked, reply)
  }
  const [file, type] = files[path] ?? []
  if (!file) {
    return reply.writeHead(404).end()
  }
  let text = await readFile(new URL(file, import.meta.url), 'utf8')
  if (cross) {
    text = text.replace('name="api" content=""', `name="api" content="${api}/${contract}"`)
  }
  reply.writeHead(200, { 'Content-Type': `${type}; charset=utf-8` }).end(text)
}

/** Several contracts have the same paths; the Host says which one is meant. */
function passOn(asked, reply) {
  const headers = { ...asked.headers, host: `${contract}.localhost:8080` }
  const onward = request(new URL(asked.url, api), { method: asked.method, headers }, (answered) => {
    reply.writeHead(answered.statusCode, answered.headers)
    answered.pipe(reply)
  })
  onward.on('error', () => (reply.headersSent ? reply.destroy() : reply.writeHead(502).end()))
  asked.pipe(onward)
}

const server = createServer(answer).listen(port, 'localhost', () => {
  console.log(`${contract}: http://localhost:${server.address().port}/`)
})
