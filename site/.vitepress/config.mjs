// The site is docs/ as it is. The order of its pages is navigation.json.
import { cpSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, extname, join, posix, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'

const site = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const repository = dirname(site)
const docs = join(repository, 'docs')
// Where a reader finds the files outside docs/, such as https://git.example.com/latchkey/blob/main/. Without it they are named, and not linked.
const source = process.env.DOCS_SOURCE

const groups = JSON.parse(readFileSync(join(site, 'navigation.json'), 'utf8'))

const icon = 'data:image/svg+xml;base64,' + readFileSync(join(repository, 'src/main/resources/page/icon.svg'), 'base64')

const heading = page => readFileSync(join(docs, page), 'utf8').match(/^# (.+)$/m)[1].replaceAll('`', '')
const pagesOf = folder => readdirSync(join(docs, folder), { recursive: true })
  .map(file => `${folder}/${file.replaceAll('\\', '/')}`)
  .filter(file => extname(file) === '.md' && !file.includes('node_modules/'))
  .sort()
const address = page => '/' + page.replace(/README\.md/, '').replace(/\.md(?=#|$)/, '')

function entry ({ page, folder, text }) {
  if (page) {
    return { text: text ?? heading(page.replace(/#.*/, '')), link: address(page) }
  }
  const pages = pagesOf(folder)
  const first = pages.find(page => page === `${folder}/README.md`)
  const items = pages.filter(page => page !== first).map(page => ({ text: heading(page), link: address(page) }))
  return { text, link: first && address(first), collapsed: true, items }
}

// Links to such files are no links to pages.
process.env.VITE_EXTRA_EXTENSIONS = 'conf,go,java,mod,properties,py,sum,toml,yaml,yml'

// As GitHub and others make the anchors, to which the pages link.
const slugify = text => text.toLowerCase().replace(/[^\p{L}\p{N}\p{M} _-]/gu, '').replaceAll(' ', '-')

function linkTo (href, page) {
  const [path, anchor] = href.split('#')
  if (!path || /^[a-z]+:/i.test(href)) {
    return { href }
  }
  const file = posix.join(posix.dirname(relative(repository, page).replaceAll('\\', '/')), path)
  if (!file.startsWith('docs/')) {
    return source ? { href: source + file + (anchor ? '#' + anchor : '') } : { named: file }
  }
  const folder = existsSync(join(repository, file)) && statSync(join(repository, file)).isDirectory()
  const first = folder && pagesOf(file.slice('docs/'.length).replace(/\/$/, ''))[0]
  if (folder && !first) {
    return source ? { href: source + file } : { named: file }
  }
  return { href: folder ? address(first) : href.replace(/README\.md(?=#|$)/, 'index.md') }
}

function repositoryLinks (md) {
  md.core.ruler.push('repository-links', state => {
    const page = state.env.realPath ?? state.env.path
    for (const block of state.tokens.filter(token => token.type === 'inline')) {
      let open
      for (const token of block.children) {
        if (token.type === 'link_open') {
          const target = linkTo(token.attrGet('href'), page)
          if (target.named) {
            open = token
            Object.assign(token, { tag: 'span', attrs: [['class', 'in-repository'], ['title', `In the repository: ${target.named}`]] })
            token.type = 'named_open'
          } else {
            token.attrSet('href', target.href)
          }
        } else if (token.type === 'link_close' && open) {
          Object.assign(token, { tag: 'span', type: 'named_close' })
          open = undefined
        }
      }
    }
  })
}

// Below a block of commands: how they are held (CONTRIBUTING.md).
function marks (md) {
  const fence = md.renderer.rules.fence
  md.renderer.rules.fence = (tokens, index, ...more) => {
    const [, language, mark] = tokens[index].info.match(/^(\S*)\s*(.*)$/)
    tokens[index].info = language
    const block = fence(tokens, index, ...more)
    return /^(not )?run\b/.test(mark) ? `${block}<p class="held">${md.utils.escapeHtml(said(mark))}</p>\n` : block
  }
}

// Long names may end a line where their parts end, and nowhere else.
function breaks (md) {
  md.renderer.rules.code_inline = (tokens, index) =>
    `<code v-pre>${md.utils.escapeHtml(tokens[index].content).replace(/(?<=[._])(?=\w)|(?<=\w)(?=\/\w)/g, '<wbr>')}</code>`
}

const said = mark => mark.startsWith('not') ? `No test runs this: ${mark.replace(/^not run: /, '')}.` : `A test runs this: ${mark.replace(/^run by /, '')}.`

// Pages outside this folder do not find its packages by themselves.
const packagesOfTheSite = {
  name: 'packages-of-the-site',
  enforce: 'pre',
  resolveId (id, importer, options) {
    const outside = /^vue(\/|$)/.test(id) && importer?.startsWith(docs)
    return outside ? this.resolve(id, join(site, 'check.mjs'), { ...options, skipSelf: true }) : null
  }
}

export default defineConfig({
  title: 'Latchkey',
  description: 'A self-hosted login backend: keep your frontend, and replace the authentication service behind it.',
  lang: 'en',
  // Where the site is below a path, such as /latchkey/.
  base: process.env.DOCS_BASE,
  srcDir: '../docs',
  outDir: 'dist',
  cleanUrls: false,
  rewrites: page => page.replace(/README\.md$/, 'index.md'),
  markdown: {
    anchor: { slugify },
    config (md) {
      repositoryLinks(md)
      marks(md)
      breaks(md)
    }
  },
  ignoreDeadLinks: 'localhostLinks',
  head: [['link', { rel: 'icon', href: icon }]],
  themeConfig: {
    logo: icon,
    nav: groups.slice(1).map(({ text, items }) => ({ text, link: entry(items[0]).link })),
    sidebar: groups.map(group => ({ text: group.text, items: group.items.map(entry) })),
    outline: [2, 3],
    // A section that has all words, such as the parts of a setting's name.
    search: { provider: 'local', options: { miniSearch: { searchOptions: { combineWith: 'AND' } } } },
    externalLinkIcon: true
  },
  vite: { plugins: [packagesOfTheSite] },
  // The other files of docs/, to which pages link.
  buildEnd ({ outDir }) {
    cpSync(docs, outDir, { recursive: true, filter: file => extname(file) !== '.md' && !file.includes('node_modules') })
  }
})
