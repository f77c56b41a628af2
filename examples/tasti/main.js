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
    .map(([key, what]) => (Array.isArray(what) && key !== 'non_field_errors' ? `${key}: ${what.join(' ')}` : what))
    .join('\n')
}

async function read(answer) {
  const said = await answer.json().catch(() => ({}))
  if (!answer.ok) throw new Refusal(answer, said)
  return said
}

async function send(url, { body, headers } = {}) {
  const answer = await fetch(url, {
    method: 'POST',
    credentials: 'include',
    headers: { ...headers, ...(body && { 'Content-Type': 'application/json' }) },
    body: JSON.stringify(body),
  })
  return read(answer)
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
async function authenticated(call) {
  if (!access) await refresh()
  const bearer = () => ({ Authorization: `Bearer ${access}` })
  try {
    return await call(bearer())
  } catch (refusal) {
    if (refusal.status !== 401) throw refusal
    await refresh()
    return call(bearer())
  }
}

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
  hold(await read(await signIn(at('login'), { mfaToken: waiting })))
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
  async showCode() {
    hold(await post('login/code', { mfa_token: mfaToken, code: codeForm.elements.code.value }))
  },
  signInWithPasskey: () => signInWithPasskey(),
  showPasskey: () => signInWithPasskey(mfaToken),
  async addPasskey() {
    const { register } = await passkeys()
    const { recovery_codes } = await authenticated(async (headers) => read(await register('My passkey', { headers })))
    status.textContent = `Passkey added. Recovery codes: ${recovery_codes.join(', ') || 'those you have'}`
  },
  async refresh() {
    hold(await refresh(), `, refreshed at ${new Date().toLocaleTimeString()}`)
  },
  async signOut() {
    await refreshing?.catch(() => {})
    await authenticated((headers) => send(at('logout'), { headers }))
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
    await authenticated((headers) => send(`${account}/email/change`, { body: { email, password }, headers }))
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

// Only the cookie knows whether a user is signed in.
refresh().catch(() => hold({}))
