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

/** One sentence, or a list of what is wrong where. */
function words({ detail }) {
  return Array.isArray(detail) ? detail.map(({ loc, msg }) => `${loc.at(-1)}: ${msg}`).join('\n') : detail
}

async function post(path, body) {
  const answer = await fetch(`${api}/auth/${path}`, {
    method: 'POST',
    credentials: 'include',
    ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const said = await answer.json().catch(() => ({}))
  if (!answer.ok) throw new Refusal(answer, said)
  return said
}

/** The cookies carry both tokens. Callers at the same time share one: it replaces the token that it is made with. */
let refreshing
function refresh() {
  refreshing ??= post('refresh-token')
    .catch((refusal) => {
      if (refusal.status === 401) status.textContent = 'Signed out'
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
    const { username } = await post('register', Object.fromEntries(new FormData(form)))
    status.textContent = `Registered ${username}`
  },
  async signIn() {
    const { username, password } = Object.fromEntries(new FormData(form))
    await post('login', { username, password })
    await actions.whoAmI()
  },
  async whoAmI(more = '') {
    const { username, email } = await authenticated('test-token')
    status.textContent = `Signed in as ${username}, ${email}${more}`
  },
  async refresh() {
    await refresh()
    await actions.whoAmI(`, refreshed at ${new Date().toLocaleTimeString()}`)
  },
  async signOut() {
    await post('logout')
    status.textContent = 'Signed out'
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

// Only the cookies know whether a user is signed in.
actions.whoAmI().catch(() => (status.textContent = 'Signed out'))
