// The examples whose page names its contract. They use the client; drf-cookie does without.
import { createClient, Refusal } from './client/index.js'

const setting = (name) => document.querySelector(`meta[name="${name}"]`).content
const [form, codeForm, mailForm] = document.forms
const status = document.querySelector('[role="status"]')
const alert = document.querySelector('[role="alert"]')

// Of these contracts one has its refresh token in bodies: it is kept until the tab is closed.
const client = createClient({ contract: setting('contract'), baseUrl: setting('api'), storage: sessionStorage })

const typed = (form) => Object.fromEntries(new FormData(form))

function show(user, more = '') {
  status.textContent = user ? `Signed in as ${user.username}${more}` : 'Signed out'
}

/** Of a sign-in that waits for the second factor. */
let mfa_token
function askForSecondFactor(said = {}) {
  mfa_token = said.mfa_token
  codeForm.hidden = !mfa_token
  if (!mfa_token) return
  codeForm.elements.passkey.hidden = !said.mfa_required.includes('passkey')
  alert.textContent = 'Enter a code that you have not used yet, or use a passkey.'
}

/** The answer is the same if no account has the address. */
async function askForMail(send, next) {
  await send(typed(mailForm).email)
  status.textContent = `If an account has this address, a mail is on its way. ${next}`
}

const actions = {
  async register() {
    const newUser = typed(form)
    const user = await client.signUp(newUser)
    if (user) show(user)
    else status.textContent = `Registered ${newUser.username}`
  },
  async signIn() {
    const { username, password } = typed(form)
    show(await client.signIn({ username, password }))
  },
  showCode: async () => show(await client.signInWithCode({ mfa_token, code: typed(codeForm).code })),
  signInWithPasskey: async () => show(await client.signInWithPasskey()),
  showPasskey: async () => show(await client.signInWithPasskey({ mfa_token })),
  async addPasskey() {
    const { recovery_codes } = await client.addPasskey('My passkey')
    status.textContent = `Passkey added. Recovery codes: ${recovery_codes.join(', ') || 'those you have'}`
  },
  whoAmI: async () => show(await client.me()),
  async refresh() {
    await client.refresh()
    show(await client.me(), `, refreshed at ${new Date().toLocaleTimeString()}`)
  },
  signOut: () => client.signOut(),
  forgotPassword: () => askForMail(client.sendReset, 'Choose a new password with its link, and sign in.'),
  verifyEmail: () => askForMail(client.email.sendVerification, 'Follow its link.'),
  signInByEmail: () => askForMail(client.sendSignIn, 'Type its code here; or follow its link, and reload this page.'),
  async signInWithCode() {
    const { email, code } = typed(mailForm)
    show(await client.signInWithMail({ email, code }))
  },
  async changeEmail() {
    const { email, password } = typed(mailForm)
    await client.email.change(email, password)
    status.textContent = `Follow the link in the mail to ${email}`
  },
}

async function attempt(action) {
  alert.textContent = ''
  try {
    await action()
    askForSecondFactor()
  } catch (fault) {
    alert.textContent = fault.name === 'NotAllowedError' ? 'No passkey was used. You may try again.' : fault.message
    if (fault instanceof Refusal) askForSecondFactor(fault.said)
  }
}

addEventListener('submit', (event) => {
  event.preventDefault()
  attempt(actions[event.submitter.value])
})

// Also if that happens in another tab.
client.on('signedIn', ({ elsewhere }) => elsewhere && attempt(async () => show(await client.me())))
client.on('signedOut', () => show(null))
client.on('expired', () => show(null))

// Only Latchkey knows whether a user is signed in.
attempt(async () => show(await client.me()))
