import { StrictMode, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import * as auth from './auth.js'
import '../../style.css'

function App() {
  const [status, setStatus] = useState('')
  const [alert, setAlert] = useState('')
  const [secondFactor, setSecondFactor] = useState()

  const show = (user, more = '') => setStatus(user ? `Signed in as ${user.username}${more}` : 'Signed out')

  const mailed = (next) => setStatus(`If an account has this address, a mail is on its way. ${next}`)

  const actions = {
    async register(credentials) {
      setStatus((await auth.register(credentials)).message)
    },
    async signIn(credentials) {
      show(await auth.signIn(credentials))
    },
    async showCode({ code }) {
      show(await auth.showCode(secondFactor.mfaToken, code))
    },
    async showPasskey() {
      show(await auth.signInWithPasskey(secondFactor.mfaToken))
    },
    async signInWithPasskey() {
      show(await auth.signInWithPasskey())
    },
    async addPasskey() {
      const codes = await auth.addPasskey('My passkey')
      setStatus(`Passkey added. Recovery codes: ${codes.join(', ') || 'those you have'}`)
    },
    async whoAmI() {
      const user = await auth.whoAmI()
      show(user, `, here since ${new Date(user.joined).toLocaleDateString()}`)
    },
    async refresh() {
      await auth.refresh()
      show(await auth.whoAmI(), `, refreshed at ${new Date().toLocaleTimeString()}`)
    },
    async signOut() {
      await auth.signOut()
      show(null)
    },
    async forgotPassword({ email }) {
      await auth.forgotPassword(email)
      mailed('Choose a new password with its link, and sign in.')
    },
    async verifyEmail({ email }) {
      await auth.verifyEmail(email)
      mailed('Follow its link.')
    },
    async signInByEmail({ email }) {
      await auth.signInByEmail(email)
      mailed('Type its code here; or follow its link, and reload this page.')
    },
    async signInWithCode({ email, code }) {
      show(await auth.signInWithCode(email, code))
    },
    async changeEmail({ email, password }) {
      await auth.changeEmail(email, password)
      setStatus(`Follow the link in the mail to ${email}`)
    },
  }

  // Only the cookie knows whether a user is signed in.
  useEffect(() => {
    actions.whoAmI().catch(() => show(null))
  }, [])

  async function submit(event) {
    event.preventDefault()
    setAlert('')
    try {
      await actions[event.nativeEvent.submitter.value](Object.fromEntries(new FormData(event.target)))
      setSecondFactor()
    } catch (fault) {
      if (fault.name === 'NotAllowedError') return setAlert('No passkey was used. You may try again.')
      setSecondFactor(fault.secondFactor)
      setAlert(fault.secondFactor ? 'Enter a code that you have not used yet, or use a passkey.' : fault.message)
      if (!auth.signedIn()) show(null)
    }
  }

  return (
    <main>
      <h1>Express</h1>
      <p role="status">{status}</p>
      <p role="alert">{alert}</p>
      <form noValidate onSubmit={submit}>
        <label>
          Username <input name="username" autoComplete="username" autoCapitalize="none" />
        </label>
        <label>
          Password <input name="password" type="password" autoComplete="current-password" />
        </label>
        <p>
          <button value="signIn">Sign in</button> <button value="signInWithPasskey">Sign in with a passkey</button>{' '}
          <button value="register">Register</button>
        </p>
        <p>
          <button value="whoAmI">Who am I</button> <button value="refresh">Refresh</button>{' '}
          <button value="signOut">Sign out</button> <button value="addPasskey">Add a passkey</button>
        </p>
      </form>
      {secondFactor && (
        <form noValidate onSubmit={submit}>
          <fieldset>
            <legend>Second factor</legend>
            <label>
              Code of your app <input name="code" autoComplete="one-time-code" autoCapitalize="none" />
            </label>
            <button value="showCode">Continue</button>{' '}
            {secondFactor.kinds.includes('passkey') && <button value="showPasskey">Use a passkey</button>}
          </fieldset>
        </form>
      )}
      <form noValidate onSubmit={submit}>
        <fieldset>
          <legend>By e-mail</legend>
          <label>
            Address <input name="email" type="email" autoComplete="email" />
          </label>
          <button value="forgotPassword">Forgot password</button> <button value="verifyEmail">Verify e-mail</button>{' '}
          <button value="signInByEmail">Sign in by e-mail</button>
          <label>
            Code in the mail <input name="code" autoComplete="one-time-code" autoCapitalize="characters" />
          </label>
          <button value="signInWithCode">Sign in with the code</button>
          <label>
            Current password <input name="password" type="password" autoComplete="current-password" />
          </label>
          <button value="changeEmail">Change e-mail</button>
        </fieldset>
      </form>
    </main>
  )
}

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
