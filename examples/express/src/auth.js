const api = import.meta.env.VITE_API ?? ''

/** Latchkey answers here for every contract. */
const account = new URL('/account', api || location.origin).href

/** Latchkey's module, loaded where it is needed. */
const passkeys = () => import(/* @vite-ignore */ new URL('/passkeys.js', account).href)

class Refusal extends Error {
  /** The contract has a `message`, and sentences of each field in `errors`. At `account`, it is a `title`. */
  constructor(answer, { title, message, errors = {}, mfa_token, mfa_required }) {
    const fields = title ? [] : Object.entries(errors).map(([field, sentences]) => `${field}: ${sentences.join(' ')}`)
    super([title ?? message ?? answer.statusText, ...fields].join('\n'))
    this.status = answer.status
    this.secondFactor = mfa_token && { mfaToken: mfa_token, kinds: mfa_required }
  }
}

/** In memory alone, where no other script finds it. */
let token

async function read(answer) {
  const said = await answer.json().catch(() => ({}))
  if (!answer.ok) throw new Refusal(answer, said)
  return said
}

async function send(method, url, { body, headers } = {}) {
  const answer = await fetch(url, {
    method,
    credentials: 'include',
    headers: { ...headers, ...(body && { 'Content-Type': 'application/json' }) },
    body: JSON.stringify(body),
  })
  return read(answer)
}

const at = (path) => `${api}/api/${path}`

const post = (path, body) => send('POST', at(path), { body })

/** Again with a new access token, where it has expired. */
async function authenticated(call) {
  if (!token) await refresh()
  const sent = token
  const bearer = () => ({ Authorization: `Bearer ${token}` })
  try {
    return await call(bearer())
  } catch (refusal) {
    if (refusal.status !== 401) throw refusal
    if (token === sent) await refresh()
    return call(bearer())
  }
}

let refreshing

/** Callers at the same time share one. */
export function refresh() {
  refreshing ??= post('auth/refresh')
    .then(({ data }) => (token = data.token))
    .catch((refusal) => {
      if (refusal.status === 401) token = undefined
      throw refusal
    })
    .finally(() => (refreshing = undefined))
  return refreshing
}

export const signedIn = () => token !== undefined

export const register = (credentials) => post('auth/register', credentials)

function open({ data }) {
  token = data.token
  return data.user
}

/** If the account has a second factor, it is refused with an `mfaToken` for one of the next two. */
export const signIn = async (credentials) => open(await post('auth/login', credentials))

export const showCode = async (mfaToken, code) => open(await post('auth/login/code', { mfa_token: mfaToken, code }))

/** Without an `mfaToken` the passkey signs in alone. */
export async function signInWithPasskey(mfaToken) {
  const { signIn } = await passkeys()
  return open(await read(await signIn(at('auth/login'), { mfaToken })))
}

/** To the account that is signed in. Returns recovery codes, if it is the first second factor. */
export async function addPasskey(name) {
  const { register } = await passkeys()
  return (await authenticated(async (headers) => read(await register(name, { headers })))).recovery_codes
}

export const whoAmI = async () => (await authenticated((headers) => send('GET', at('user'), { headers }))).data

export async function signOut() {
  await authenticated((headers) => send('POST', at('auth/logout'), { headers }))
  token = undefined
}

// Each of these three has Latchkey send a mail, if an account has the address. The answer is the same if none has.

export const forgotPassword = (email) => post('auth/forgot-password', { email })

export const verifyEmail = (email) => post('auth/send-verification-email', { email })

export const signInByEmail = (email) => post('auth/login/email', { email })

/** With the code in the mail. */
export const signInWithCode = async (email, code) => open(await post('auth/login/email/confirm', { email, code }))

/** Has Latchkey send a mail to the new address, whose link makes it that of the account; also the first one. */
export const changeEmail = (email, password) =>
  authenticated((headers) => send('POST', `${account}/email/change`, { body: { email, password }, headers }))
