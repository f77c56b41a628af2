const api = import.meta.env.VITE_API ?? ''

class Refusal extends Error {
  constructor(answer, { message, errors = {} }) {
    const fields = Object.entries(errors).map(([field, sentences]) => `${field}: ${sentences.join(' ')}`)
    super([message ?? answer.statusText, ...fields].join('\n'))
    this.status = answer.status
  }
}

/** In memory alone, where no other script finds it. */
let token

async function send(method, path, { body, headers } = {}) {
  const answer = await fetch(`${api}/api/${path}`, {
    method,
    credentials: 'include',
    headers: { ...headers, ...(body && { 'Content-Type': 'application/json' }) },
    body: JSON.stringify(body),
  })
  const said = await answer.json().catch(() => ({}))
  if (!answer.ok) throw new Refusal(answer, said)
  return said
}

/** Again with a new access token, where it has expired. */
async function authenticated(method, path) {
  if (!token) await refresh()
  const sent = token
  const call = () => send(method, path, { headers: { Authorization: `Bearer ${token}` } })
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
  refreshing ??= send('POST', 'auth/refresh')
    .then(({ data }) => (token = data.token))
    .catch((refusal) => {
      if (refusal.status === 401) token = undefined
      throw refusal
    })
    .finally(() => (refreshing = undefined))
  return refreshing
}

export const signedIn = () => token !== undefined

export const register = (credentials) => send('POST', 'auth/register', { body: credentials })

export async function signIn(credentials) {
  const { data } = await send('POST', 'auth/login', { body: credentials })
  token = data.token
  return data.user
}

export const whoAmI = async () => (await authenticated('GET', 'user')).data

export async function signOut() {
  await authenticated('POST', 'auth/logout')
  token = undefined
}
