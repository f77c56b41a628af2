const { content: api } = document.querySelector('meta[name="api"]')
const [form, mailForm] = document.forms
const status = document.querySelector('[role="status"]')
const alert = document.querySelector('[role="alert"]')

/** Latchkey answers here for every contract. */
const account = new URL('/account', api || location.origin).href

class Refusal extends Error {
  constructor(answer, said) {
    super(said.title ?? said.error ?? said.detail ?? (fields(said) || answer.statusText))
    this.status = answer.status
  }
}

const fields = (said) => Object.entries(said).map(([field, sentences]) => `${field}: ${sentences.join(' ')}`).join('\n')

async function send(method, url, body, headers) {
  const answer = await fetch(url, {
    method,
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  const said = await answer.json().catch(() => ({}))
  if (!answer.ok) throw new Refusal(answer, said)
  return said
}

const post = (path, body) => send('POST', `${api}/api/auth/${path}/`, body)

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

/** Again with a new access token, where it has expired. */
async function authenticated(method, url, body) {
  const call = () => send(method, url, body, { Authorization: `Bearer ${session.access}` })
  try {
    return await call()
  } catch (refusal) {
    if (refusal.status !== 401) throw refusal
    await refresh()
    return call()
  }
}

const typed = () => Object.fromEntries(new FormData(mailForm))

/** The answer is the same if no account has the address. */
async function askForMail(path, next) {
  await post(path, { email: typed().email })
  status.textContent = `If an account has this address, a mail is on its way. ${next}`
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
  forgotPassword: () => askForMail('password/reset', 'Choose a new password with its link, and sign in.'),
  verifyEmail: () => askForMail('registration/resend-email', 'Follow its link.'),
  signInByEmail: () => askForMail('login/email', 'Type its code here. Its link cannot give this page the tokens.'),
  async signInWithCode() {
    const { email, code } = typed()
    session = await post('login/email/confirm', { email, code })
    const { username } = await authenticated('GET', account)
    hold({ ...session, username })
  },
  async changeEmail() {
    const { email, password } = typed()
    await authenticated('POST', `${account}/email/change`, { email, password })
    status.textContent = `Follow the link in the mail to ${email}`
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

addEventListener('submit', (event) => {
  event.preventDefault()
  attempt(actions[event.submitter.value])
})

if (session.username) attempt(refresh)
else hold({})
