// Passkeys for frontends of Latchkey. Types are beside it, in passkeys.d.ts.

const server = new URL('.', import.meta.url)

/** Whether this browser knows passkeys. */
export const supported = () => typeof PublicKeyCredential === 'function'

/** Whether this browser offers passkeys in the list of a field with autocomplete="username webauthn". */
export const offersInField = async () => supported() && !!(await PublicKeyCredential.isConditionalMediationAvailable?.())

/** What waits for a passkey: a browser allows one at a time. */
let waiting = new AbortController()

/** A challenge is good for five minutes, but a sign-in page may be open for longer. */
const RENEWED_AFTER = 4 * 60_000

/** What a passkey signs for a sign-in, as JSON, for a request of the caller's own. Nothing if the sign-in is over. */
export const credential = (mfaToken, { inField } = {}) => (inField ? chosenInField() : chosen(mfaToken))

/** Signs in with a passkey of the user's choice. Answers as the login does, with its cookies and body. */
export async function signIn(login, { mfaToken, rememberDevice, inField, ...init } = {}) {
  const signed = await credential(mfaToken, { inField })
  // Without a code, the contract refuses a sign-in that is over in its own words.
  if (!signed) return post(below(login, 'code'), { mfa_token: mfaToken }, init)
  const more = { ...(mfaToken && { mfa_token: mfaToken }), ...(rememberDevice && { remember_device: true }) }
  return post(below(login, 'passkey'), { credential: signed, ...more }, init)
}

/** Adds a passkey to the account that is signed in. */
export async function register(name, init = {}) {
  const answer = await post(new URL('account/passkeys/options', server), {}, init)
  if (!answer.ok) return answer
  const publicKey = creation(await answer.json())
  const made = await navigator.credentials.create({ publicKey, signal: next() })
  return post(new URL('account/passkeys', server), { name, credential: created(made) }, init)
}

async function chosen(mfaToken, more = {}) {
  const answer = await post(new URL('account/passkeys/sign-in-options', server), mfaToken ? { mfa_token: mfaToken } : {}, {
    credentials: 'omit',
  })
  if (mfaToken && answer.status === 403) return undefined
  if (!answer.ok) throw new Error(`no passkeys here: ${answer.status}`)
  const publicKey = request(await answer.json())
  return signed(await navigator.credentials.get({ publicKey, signal: next(), ...more }))
}

/** Waits until the user picks a passkey in the field, with a new challenge in time. */
async function chosenInField() {
  for (;;) {
    let renewed = false
    const choice = chosen(undefined, { mediation: 'conditional' })
    const timer = setTimeout(() => {
      renewed = true
      waiting.abort()
    }, RENEWED_AFTER)
    try {
      return await choice
    } catch (fault) {
      if (!renewed) throw fault
    } finally {
      clearTimeout(timer)
    }
  }
}

function next() {
  waiting.abort()
  waiting = new AbortController()
  return waiting.signal
}

const post = (url, body, { headers, ...init }) =>
  fetch(url, {
    method: 'POST',
    credentials: 'include',
    ...init,
    headers: { ...headers, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })

/** Paths of Django end in a slash. */
const below = (login, name) => new URL(`${new URL(login, document.baseURI).href.replace(/\/$/, '')}/${name}`)

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))

const text = (buffer) =>
  buffer &&
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

const descriptors = (list) => list.map((each) => ({ ...each, id: bytes(each.id) }))

// Browsers have parseCreationOptionsFromJSON and toJSON for these; those of 2024 do not.

const creation = (options) => ({
  ...options,
  challenge: bytes(options.challenge),
  user: { ...options.user, id: bytes(options.user.id) },
  excludeCredentials: descriptors(options.excludeCredentials),
})

const request = (options) => ({
  ...options,
  challenge: bytes(options.challenge),
  allowCredentials: descriptors(options.allowCredentials),
})

const created = ({ id, type, response }) => ({
  id,
  type,
  response: {
    clientDataJSON: text(response.clientDataJSON),
    attestationObject: text(response.attestationObject),
    transports: response.getTransports?.() ?? [],
  },
})

const signed = ({ id, type, response }) => ({
  id,
  type,
  response: {
    clientDataJSON: text(response.clientDataJSON),
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
    userHandle: text(response.userHandle),
  },
})
