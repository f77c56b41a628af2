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
    .map(([key, what]) => (Array.isArray(what) ? `${key}: ${what.join(' ')}` : what))
    .join('\n')
}

async function send(method, url, body) {
  const answer = await fetch(url, {
    method,
    credentials: 'include',
    ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const said = await answer.json().catch(() => ({}))
  if (!answer.ok) throw new Refusal(answer, said)
  return said
}

const post = async (path, body) => (await send('POST', `${api}/api/auth/${path}/`, body)).content

let username

function show(name, more = '') {
  username = name
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
async function authenticated(call) {
  try {
    return await call()
  } catch (refusal) {
    if (refusal.status !== 401) throw refusal
    await refresh()
    return call()
  }
}

/** No script can read the cookies, and the contract does not tell whose they are. */
const whoAmI = async () => (await authenticated(() => send('GET', account))).username

const typed = () => Object.fromEntries(new FormData(mailForm))

/** The answer is the same if no account has the address. */
async function askForMail(path, next) {
  await post(path, { email: typed().email })
  status.textContent = `If an account has this address, a mail is on its way. ${next}`
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
    await authenticated(() => post('logout'))
    show(null)
  },
  forgotPassword: () => askForMail('password/reset', 'Choose a new password with its link, and sign in.'),
  verifyEmail: () => askForMail('registration/resend-email', 'Follow its link.'),
  signInByEmail: () => askForMail('login/email', 'Type its code here; or follow its link, and reload this page.'),
  async signInWithCode() {
    const { email, code } = typed()
    show((await post('login/email/confirm', { email, code })).username)
  },
  async changeEmail() {
    const { email, password } = typed()
    await authenticated(() => send('POST', `${account}/email/change`, { email, password }))
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
attempt(async () => show(await whoAmI().catch(() => null)))
