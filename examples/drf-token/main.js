const { content: api } = document.querySelector('meta[name="api"]')
const form = document.querySelector('form')
const status = document.querySelector('[role="status"]')
const alert = document.querySelector('[role="alert"]')

class Refusal extends Error {
  constructor(answer, said) {
    super(said.error ?? answer.statusText)
    this.status = answer.status
  }
}

async function post(path, body) {
  const answer = await fetch(`${api}/api/auth/${path}/`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  const said = await answer.json().catch(() => ({}))
  if (!answer.ok) throw new Refusal(answer, said)
  return said
}

/** Who is signed in, and both tokens: until the tab is closed. */
let session = JSON.parse(sessionStorage.getItem('session')) ?? {}

function hold(what, more = '') {
  session = what
  sessionStorage.setItem('session', JSON.stringify(what))
  status.textContent = what.username ? `Signed in as ${what.username}${more}` : 'Signed out'
}

/** Callers at the same time share one. */
let refreshing
function refresh() {
  refreshing ??= post('refresh', { refresh: session.refresh })
    .then(({ access }) => hold({ ...session, access }))
    .catch((refusal) => {
      if (refusal.status === 401) hold({})
      throw refusal
    })
    .finally(() => (refreshing = undefined))
  return refreshing
}

const actions = {
  async register() {
    const { username, tokens } = (await post('register', Object.fromEntries(new FormData(form)))).content
    hold({ username, ...tokens })
  },
  async signIn() {
    const { username, password } = Object.fromEntries(new FormData(form))
    hold({ username, ...(await post('login', { username, password })) })
  },
  async refresh() {
    await refresh()
    hold(session, `, refreshed at ${new Date().toLocaleTimeString()}`)
  },
  async signOut() {
    await refreshing?.catch(() => {})
    try {
      await post('logout', { refresh_token: session.refresh })
    } finally {
      hold({})
    }
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

if (session.username) attempt(refresh)
else hold({})
