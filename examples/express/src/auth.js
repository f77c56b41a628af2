const api = import.meta.env.VITE_API ?? ''

/** Latchkey answers here for every contract. */
const account = new URL('/account', api || location.origin).href

class Refusal extends Error {
  /** The contract has a `message`, and sentences of each field in `errors`. At `account`, it is a `title`. */
  constructor(answer, { title, message, errors = {} }) {
    const fields = title ? [] : Object.entries(errors).map(([field, sentences]) => `${field}: ${sentences.join(' ')}`)
    super([title ?? message ?? answer.statusText, ...fields].join('\n'))
    this.status = answer.status
  }
}

/** In memory alone, where no other script finds it. */
let token

async function send(method, url, { body, headers } = {}) {
  const answer = await fetch(url, {
    method,
    credentials: 'include',
    headers: { ...headers, ...(body && { 'Content-Type': 'application/json' }) },
    body: JSON.stringify(body),
  })
  const said = await answer.json().catch(() => ({}))
  if (!answer.ok) throw new Refusal(answer, said)
  return said
}

const at = (path) => `${api}/api/${path}`

const post = (path, body) => send('POST', at(path), { body })

/** Again with a new access token, where it has expired. */
async function authenticated(method, url, body) {
  if (!token) await refresh()
  const sent = token
  const call = () => send(method, url, { body, headers: { Authorization: `Bearer ${token}` } })
  try {
    return await call()
  } catch (refusal) {
    if (refusal.status !== 401) throw refusal
    if (token === sent) await refresh()
    return call()
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

async function open(path, proof) {
  const { data } = await post(path, proof)
  token = data.token
  return data.user
}

export const signIn = (credentials) => open('auth/login', credentials)

export const whoAmI = async () => (await authenticated('GET', at('user'))).data

export async function signOut() {
  await authenticated('POST', at('auth/logout'))
  token = undefined
}

// Each of these three has Latchkey send a mail, if an account has the address. The answer is the same if none has.

export const forgotPassword = (email) => post('auth/forgot-password', { email })

export const verifyEmail = (email) => post('auth/send-verification-email', { email })

export const signInByEmail = (email) => post('auth/login/email', { email })

/** With the code in the mail. */
export const signInWithCode = (email, code) => open('auth/login/email/confirm', { email, code })

/** Has Latchkey send a mail to the new address, whose link makes it that of the account; also the first one. */
export const changeEmail = (email, password) => authenticated('POST', `${account}/email/change`, { email, password })
