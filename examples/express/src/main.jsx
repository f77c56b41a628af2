import { StrictMode, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { client, useUser } from './auth.js'
import '../../style.css'

function App() {
  const user = useUser()
  const [news, setNews] = useState()
  const [alert, setAlert] = useState('')
  const [secondFactor, setSecondFactor] = useState()

  // It may have been of another user.
  useEffect(() => setNews(), [user])

  const who = user ? `Signed in as ${user.username}` : user === null ? 'Signed out' : ''

  const mailed = (next) => setNews(`If an account has this address, a mail is on its way. ${next}`)

  const actions = {
    async register(newUser) {
      await client.signUp(newUser)
      setNews(`Registered ${newUser.username}`)
    },
    signIn: (credentials) => client.signIn(credentials),
    showCode: ({ code }) => client.signInWithCode({ mfa_token: secondFactor.mfa_token, code }),
    showPasskey: () => client.signInWithPasskey({ mfa_token: secondFactor.mfa_token }),
    signInWithPasskey: () => client.signInWithPasskey(),
    async addPasskey() {
      const { recovery_codes } = await client.addPasskey('My passkey')
      setNews(`Passkey added. Recovery codes: ${recovery_codes.join(', ') || 'those you have'}`)
    },
    async whoAmI() {
      const { username, joined_at } = (await client.me()) ?? {}
      if (username) setNews(`Signed in as ${username}, here since ${new Date(joined_at).toLocaleDateString()}`)
    },
    async refresh() {
      await client.refresh()
      const { username } = await client.me()
      setNews(`Signed in as ${username}, refreshed at ${new Date().toLocaleTimeString()}`)
    },
    signOut: () => client.signOut(),
    async forgotPassword({ email }) {
      await client.sendReset(email)
      mailed('Choose a new password with its link, and sign in.')
    },
    async verifyEmail({ email }) {
      await client.email.sendVerification(email)
      mailed('Follow its link.')
    },
    async signInByEmail({ email }) {
      await client.sendSignIn(email)
      mailed('Type its code here; or follow its link, and reload this page.')
    },
    signInWithCode: ({ email, code }) => client.signInWithMail({ email, code }),
    async changeEmail({ email, password }) {
      await client.email.change(email, password)
      setNews(`Follow the link in the mail to ${email}`)
    },
  }

  async function submit(event) {
    event.preventDefault()
    setAlert('')
    try {
      await actions[event.nativeEvent.submitter.value](Object.fromEntries(new FormData(event.target)))
      setSecondFactor()
    } catch (fault) {
      if (fault.name === 'NotAllowedError') return setAlert('No passkey was used. You may try again.')
      const waiting = fault.said?.mfa_token && fault.said
      setSecondFactor(waiting)
      setAlert(waiting ? 'Enter a code that you have not used yet, or use a passkey.' : fault.message)
    }
  }

  return (
    <main>
      <h1>Express</h1>
      <p role="status">{news ?? who}</p>
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
            {secondFactor.mfa_required.includes('passkey') && <button value="showPasskey">Use a passkey</button>}
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
