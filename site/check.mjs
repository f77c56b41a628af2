// Fails if a page of the site would load anything from another server.
import { readdirSync, readFileSync } from 'node:fs'

const LOADS = [
  /<(?:script|img|iframe|source|video|audio|embed)\b[^>]*\ssrc="(https?:)?\/\/[^"]*"/gi,
  /<link\b(?=[^>]*\srel="(?:stylesheet|preload|modulepreload|icon|preconnect|dns-prefetch)")[^>]*\shref="(https?:)?\/\/[^"]*"/gi,
  /(?:url\(|@import )\s*["']?(https?:)?\/\/[^)"']*/gi
]

const files = readdirSync('dist', { recursive: true }).filter(file => /\.(html|css)$/.test(file))
const found = files.flatMap(file => {
  const text = readFileSync(`dist/${file}`, 'utf8')
  return LOADS.flatMap(load => text.match(load) ?? []).map(match => `${file}: ${match}`)
})
if (!files.some(file => file.endsWith('.css')) || found.length) {
  console.error(['The site loads from other servers, or has no stylesheet:', ...found].join('\n'))
  process.exit(1)
}
console.log(`${files.length} files load nothing from other servers.`)
