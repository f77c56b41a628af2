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
    super(said.title ?? said.error ?? said.detail ?? (fields(said) || answer.statusText))
    this.status = answer.status
    this.said = said
  }
}

const fields = (said) => Object.entries(said).map(([field, sentences]) => `${field}: ${sentences.join(' ')}`).join('\n')

async function read(answer) {
  const said = await answer.json().catch(() => ({}))
  if (!answer.ok) throw new Refusal(answer, said)
  return said
}

async function send(method, url, body, headers) {
  const answer = await fetch(url, {
    method,
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  return read(answer)
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
async function authenticated(call) {
  const bearer = () => ({ Authorization: `Bearer ${session.access}` })
  try {
    return await call(bearer())
  } catch (refusal) {
    if (refusal.status !== 401) throw refusal
    await refresh()
    return call(bearer())
  }
}

/** The tokens alone do not tell who is signed in. */
async function open(tokens) {
  session = tokens
  const { username } = await authenticated((headers) => send('GET', account, undefined, headers))
  hold({ ...session, username })
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
  await open(await read(await signIn(`${api}/api/auth/login/`, { mfaToken: waiting })))
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
  async showCode() {
    await open(await post('login/code', { mfa_token: mfaToken, code: codeForm.elements.code.value }))
  },
  signInWithPasskey: () => signInWithPasskey(),
  showPasskey: () => signInWithPasskey(mfaToken),
  async addPasskey() {
    const { register } = await passkeys()
    const { recovery_codes } = await authenticated(async (headers) => read(await register('My passkey', { headers })))
    status.textContent = `Passkey added. Recovery codes: ${recovery_codes.join(', ') || 'those you have'}`
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
    await open(await post('login/email/confirm', { email, code }))
  },
  async changeEmail() {
    const { email, password } = typed()
    await authenticated((headers) => send('POST', `${account}/email/change`, { email, password }, headers))
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

if (session.username) attempt(refresh)
else hold({})
