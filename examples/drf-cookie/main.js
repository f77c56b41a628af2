const { content: api } = document.querySelector('meta[name="api"]')
const form = document.querySelector('form')
const status = document.querySelector('[role="status"]')
const alert = document.querySelector('[role="alert"]')

class Refusal extends Error {
  constructor(answer, said) {
    super(words(said) || answer.statusText)
    this.status = answer.status
  }
}

/** One sentence, in `error` or `detail`, or the sentences of each field. */
function words(said) {
  return Object.entries(said)
    .map(([key, what]) => (Array.isArray(what) ? `${key}: ${what.join(' ')}` : what))
    .join('\n')
}

async function post(path, body) {
  const answer = await fetch(`${api}/api/auth/${path}/`, {
    method: 'POST',
    credentials: 'include',
    ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const said = await answer.json().catch(() => ({}))
  if (!answer.ok) throw new Refusal(answer, said)
  return said.content
}

/** No script can read the cookies, so the page keeps whose they are. */
let username = localStorage.getItem('username')

function show(name, more = '') {
  username = name
  if (name) localStorage.setItem('username', name)
  else localStorage.removeItem('username')
  status.textContent = name ? `Signed in as ${name}${more}` : 'Signed out'
}

/** Callers at the same time share one: it replaces the token that it is made with. */
let refreshing
function refresh() {
  refreshing ??= post('refresh')
    .catch((refusal) => {
      if (refusal.status === 401) show(null)
      throw refusal
    })
    .finally(() => (refreshing = undefined))
  return refreshing
}

/** Again with new tokens, where the access token has expired. */
async function authenticated(path) {
  try {
    return await post(path)
  } catch (refusal) {
    if (refusal.status !== 401) throw refusal
    await refresh()
    return post(path)
  }
}

const actions = {
  async register() {
    show((await post('register', Object.fromEntries(new FormData(form)))).username)
  },
  async signIn() {
    const { username, password } = Object.fromEntries(new FormData(form))
    show((await post('login', { username, password })).username)
  },
  async refresh() {
    await refresh()
    show(username, `, refreshed at ${new Date().toLocaleTimeString()}`)
  },
  async signOut() {
    await authenticated('logout')
    show(null)
  },
}

async function attempt(action) {
  alert.textContent = ''
  try {
    await action()
  } catch (refusal) {
    alert.textContent = refusal.message
  }
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  attempt(actions[event.submitter.value])
})

attempt(async () => {
  if (username) await refresh()
  show(username)
})
