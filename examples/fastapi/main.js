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

/** One sentence, or a list of what is wrong where. At `account`, a `title`. */
function words({ detail }) {
  return Array.isArray(detail) ? detail.map(({ loc, msg }) => `${loc.at(-1)}: ${msg}`).join('\n') : detail
}

async function read(answer) {
  const said = await answer.json().catch(() => ({}))
  if (!answer.ok) throw new Refusal(answer, said)
  return said
}

async function send(url, body) {
  const answer = await fetch(url, {
    method: 'POST',
    credentials: 'include',
    ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  })
  return read(answer)
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
  await read(await signIn(`${api}/auth/login`, { mfaToken: waiting }))
  await actions.whoAmI()
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
  async showCode() {
    await post('login/code', { mfa_token: mfaToken, code: codeForm.elements.code.value })
    await actions.whoAmI()
  },
  signInWithPasskey: () => signInWithPasskey(),
  showPasskey: () => signInWithPasskey(mfaToken),
  async addPasskey() {
    const { register } = await passkeys()
    const { recovery_codes } = await authenticated(async () => read(await register('My passkey')))
    status.textContent = `Passkey added. Recovery codes: ${recovery_codes.join(', ') || 'those you have'}`
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
actions.whoAmI().catch(() => (status.textContent = 'Signed out'))
