const { content: api } = document.querySelector('meta[name="api"]')
const [form, codeForm, mailForm] = document.forms
const status = document.querySelector('[role="status"]')
const alert = document.querySelector('[role="alert"]')

/** Latchkey answers here for every contract. */
const account = new URL('/account', api || location.origin).href

/** Latchkey's module, loaded where it is needed. */
const passkeys = () => import(new URL('/passkeys.js', account).href)

class Refusal extends Error {
  constructor(answer, said) {
    super(said.title ?? (words(said) || answer.statusText))
    this.status = answer.status
    this.said = said
  }
}

/** One sentence, in `error` or `detail`, or the sentences of each field. At `account`, a `title`. */
function words(said) {
  return Object.entries(said)
    .map(([key, what]) => (Array.isArray(what) ? `${key}: ${what.join(' ')}` : what))
    .join('\n')
}

async function read(answer) {
  const said = await answer.json().catch(() => ({}))
  if (!answer.ok) throw new Refusal(answer, said)
  return said
}

async function send(method, url, body) {
  const answer = await fetch(url, {
    method,
    credentials: 'include',
    ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  })
  return read(answer)
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

/** Of a sign-in that waits for the second factor. */
let mfaToken
function askForSecondFactor({ mfa_token, mfa_required }) {
  mfaToken = mfa_token
  codeForm.hidden = !mfaToken
  if (!mfaToken) return
  codeForm.elements.passkey.hidden = !mfa_required.includes('passkey')
  alert.textContent = 'Enter a code that you have not used yet, or use a passkey.'
}

/** Without a username; or as the second factor of the sign-in that waits for it. */
async function signInWithPasskey(waiting) {
  const { signIn } = await passkeys()
  show((await read(await signIn(`${api}/api/auth/login/`, { mfaToken: waiting }))).content.username)
}

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
  async showCode() {
    show((await post('login/code', { mfa_token: mfaToken, code: codeForm.elements.code.value })).username)
  },
  signInWithPasskey: () => signInWithPasskey(),
  showPasskey: () => signInWithPasskey(mfaToken),
  async addPasskey() {
    const { register } = await passkeys()
    const { recovery_codes } = await authenticated(async () => read(await register('My passkey')))
    status.textContent = `Passkey added. Recovery codes: ${recovery_codes.join(', ') || 'those you have'}`
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
    askForSecondFactor({})
  } catch (fault) {
    alert.textContent = fault.name === 'NotAllowedError' ? 'No passkey was used. You may try again.' : fault.message
    if (fault instanceof Refusal) askForSecondFactor(fault.said)
  }
}

addEventListener('submit', (event) => {
  event.preventDefault()
  attempt(actions[event.submitter.value])
})

// Only the cookies know whether a user is signed in.
attempt(async () => show(await whoAmI().catch(() => null)))
