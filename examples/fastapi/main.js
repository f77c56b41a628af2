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

/** One sentence, or a list of what is wrong where. At `account`, a `title`. */
function words({ detail }) {
  return Array.isArray(detail) ? detail.map(({ loc, msg }) => `${loc.at(-1)}: ${msg}`).join('\n') : detail
}

async function send(url, body) {
  const answer = await fetch(url, {
    method: 'POST',
    credentials: 'include',
    ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const said = await answer.json().catch(() => ({}))
  if (!answer.ok) throw new Refusal(answer, said)
  return said
}

const post = (path, body) => send(`${api}/auth/${path}`, body)

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
async function authenticated(call) {
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
    const { username } = await post('register', Object.fromEntries(new FormData(form)))
    status.textContent = `Registered ${username}`
  },
  async signIn() {
    const { username, password } = Object.fromEntries(new FormData(form))
    await post('login', { username, password })
    await actions.whoAmI()
  },
  async whoAmI(more = '') {
    const { username, email } = await authenticated(() => post('test-token'))
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
  forgotPassword: () => askForMail('forgot-password', 'Choose a new password with its link, and sign in.'),
  verifyEmail: () => askForMail('request-verify-token', 'Follow its link.'),
  signInByEmail: () => askForMail('login/email', 'Type its code here; or follow its link, and reload this page.'),
  async signInWithCode() {
    const { email, code } = typed()
    await post('login/email/confirm', { email, code })
    await actions.whoAmI()
  },
  async changeEmail() {
    const { email, password } = typed()
    await authenticated(() => send(`${account}/email/change`, { email, password }))
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

// Only the cookies know whether a user is signed in.
actions.whoAmI().catch(() => (status.textContent = 'Signed out'))
