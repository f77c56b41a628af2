/** Whether this browser knows passkeys. */
export function supported(): boolean

/** Whether this browser offers passkeys in the list of a field with `autocomplete="username webauthn"`. */
export function offersInField(): Promise<boolean>

/** Further members are those of `fetch`, such as `headers` or `credentials`; cookies are included by default. */
export interface SignInOptions extends Omit<RequestInit, 'body' | 'method' | 'headers'> {
  headers?: Record<string, string>
  /** The `mfa_token` of a login that was refused for want of a second factor. */
  mfaToken?: string
  /** Whether to remember the browser, which then need not show a second factor again, if the server allows that. */
  rememberDevice?: boolean
  /** Waits until the user picks a passkey in a field with `autocomplete="username webauthn"`. */
  inField?: boolean
}

/** What a passkey signs, as the body of `POST …/login/passkey` has it. */
export interface Credential {
  id: string
  type: string
  response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: string }
}

/**
 * Asks for a passkey, for a request of the caller's own.
 *
 * @param mfaToken of a login that was refused for want of a second factor; none to sign in with the passkey alone
 * @param options.inField as for `signIn`
 * @returns nothing if that login is over, because it took more than five minutes or the account was changed
 * @throws DOMException if the user declines, or another request for a passkey takes its place
 */
export function credential(mfaToken?: string, options?: { inField?: boolean }): Promise<Credential | undefined>

/**
 * Signs in with a passkey of the user's choice.
 *
 * @param login the address of the contract's login, such as `/api/auth/login`
 * @returns the answer of the login, with its cookies and body, or its refusal
 * @throws DOMException if the user declines, or another request for a passkey takes its place
 */
export function signIn(login: string | URL, options?: SignInOptions): Promise<Response>

/**
 * Adds a passkey to the account that is signed in. The sign-in must be fresh: the answer is 401 otherwise.
 *
 * @param name as the user calls the passkey
 * @param init as for `fetch`, with the `Authorization` of contracts that have no access cookie
 * @returns 201 with `recovery_codes`, or a refusal
 * @throws DOMException if the user declines, or the authenticator has a passkey of the account already
 */
export function register(
  name: string,
  init?: Omit<RequestInit, 'body' | 'method' | 'headers'> & { headers?: Record<string, string> },
): Promise<Response>
