const { content: api } = document.querySelector('meta[name="api"]')
const [form, mailForm] = document.forms
const status = document.querySelector('[role="status"]')
const alert = document.querySelector('[role="alert"]')

/** Latchkey answers here for every contract. */
const account = new URL('/account', api || location.origin).href

class Refusal extends Error {
  constructor(answer, said) {
    super(said.title ?? (words(said) || answer.statusText))
    this.status = answer.status
  }
}

/** One sentence, in `error` or `detail`, or the sentences of each field. At `account`, a `title`. */
function words(said) {
  return Object.entries(said)
    .map(([key, what]) => (Array.isArray(what) && key !== 'non_field_errors' ? `${key}: ${what.join(' ')}` : what))
    .join('\n')
}

async function send(url, { body, headers } = {}) {
  const answer = await fetch(url, {
    method: 'POST',
    credentials: 'include',
    headers: { ...headers, ...(body && { 'Content-Type': 'application/json' }) },
    body: JSON.stringify(body),
  })
  const said = await answer.json().catch(() => ({}))
  if (!answer.ok) throw new Refusal(answer, said)
  return said
}

const at = (path) => `${api}/api/v1/auth/${path}/`
const post = (path, body) => send(at(path), { body })

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
async function authenticated(url, body) {
  if (!access) await refresh()
  const call = () => send(url, { body, headers: { Authorization: `Bearer ${access}` } })
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
    hold(await post('register', Object.fromEntries(new FormData(form))))
  },
  async signIn() {
    const { username, password } = Object.fromEntries(new FormData(form))
    hold(await post('login', { username, password }))
  },
  async refresh() {
    hold(await refresh(), `, refreshed at ${new Date().toLocaleTimeString()}`)
  },
  async signOut() {
    await refreshing?.catch(() => {})
    await authenticated(at('logout'))
    hold({})
  },
  forgotPassword: () => askForMail('password/reset', 'Choose a new password with its link, and sign in.'),
  verifyEmail: () => askForMail('registration/resend-email', 'Follow its link.'),
  signInByEmail: () => askForMail('login/email', 'Type its code here; or follow its link, and reload this page.'),
  async signInWithCode() {
    const { email, code } = typed()
    hold(await post('login/email/confirm', { email, code }))
  },
  async changeEmail() {
    const { email, password } = typed()
    await authenticated(`${account}/email/change`, { email, password })
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

// Only the cookie knows whether a user is signed in.
refresh().catch(() => hold({}))
