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
    .map(([key, what]) => (Array.isArray(what) && key !== 'non_field_errors' ? `${key}: ${what.join(' ')}` : what))
    .join('\n')
}

async function post(path, { body, headers } = {}) {
  const answer = await fetch(`${api}/api/v1/auth/${path}/`, {
    method: 'POST',
    credentials: 'include',
    headers: { ...headers, ...(body && { 'Content-Type': 'application/json' }) },
    body: JSON.stringify(body),
  })
  const said = await answer.json().catch(() => ({}))
  if (!answer.ok) throw new Refusal(answer, said)
  return said
}

/** In memory alone, where no other script finds it. */
let access

function hold(said, more = '') {
  access = said.access
  status.textContent = said.user ? `Signed in as ${said.user.username}${more}` : 'Signed out'
  return said
}

/** Callers at the same time share one: it may replace the token that it is made with. */
let refreshing
function refresh() {
  refreshing ??= post('token/refresh')
    .then((said) => hold(said))
    .catch((refusal) => {
      if (refusal.status === 401) hold({})
      throw refusal
    })
    .finally(() => (refreshing = undefined))
  return refreshing
}

/** Again with a new access token, where it has expired. */
async function authenticated(path) {
  if (!access) await refresh()
  const call = () => post(path, { headers: { Authorization: `Bearer ${access}` } })
  try {
    return await call()
  } catch (refusal) {
    if (refusal.status !== 401) throw refusal
    await refresh()
    return call()
  }
}

const actions = {
  async register() {
    hold(await post('register', { body: Object.fromEntries(new FormData(form)) }))
  },
  async signIn() {
    const { username, password } = Object.fromEntries(new FormData(form))
    hold(await post('login', { body: { username, password } }))
  },
  async refresh() {
    hold(await refresh(), `, refreshed at ${new Date().toLocaleTimeString()}`)
  },
  async signOut() {
    await refreshing?.catch(() => {})
    await authenticated('logout')
    hold({})
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

// Only the cookie knows whether a user is signed in.
refresh().catch(() => hold({}))
