export type Contract = 'drf-cookie' | 'drf-token' | 'express' | 'fastapi' | 'laravel' | 'tasti'

type Awaitable<T> = T | Promise<T>

/** Where refresh tokens are kept that are not in cookies, such as `sessionStorage`, or React Native's AsyncStorage. */
export interface TokenStorage {
  getItem(key: string): Awaitable<string | null | undefined>
  setItem(key: string, value: string): Awaitable<unknown>
  removeItem(key: string): Awaitable<unknown>
}

export interface ClientOptions<C extends Contract = Contract> {
  contract: C
  /** What stands before the paths of the contract: `https://auth.shop.example/express`. Default: the origin of the page. */
  baseUrl?: string
  /** Of `fastapi` only: whether the tokens are in cookies, or in bodies. Default: in cookies in a browser, in bodies elsewhere. */
  cookies?: boolean
  /** For `drf-token`, and `fastapi` in bodies. Default: in memory, until the page is left. */
  storage?: TokenStorage
  /** Other origins whose requests carry the access token, beside those of the page and of `baseUrl`. */
  origins?: string[]
  /** Whether to follow other tabs. Default: in a browser. */
  tabs?: boolean
  /** Sends all requests. Default: the global `fetch`. */
  fetch?: typeof globalThis.fetch
}

/** As `GET /account` has it, for each contract. */
export interface User {
  id: number
  username: string
  email: string | null
  first_name: string
  last_name: string
  full_name: string
  profile_image: string | null
  joined_at: string
}

interface DjangoUser {
  username: string
  password: string
  email: string
  first_name?: string
  last_name?: string
}

interface NewUsers {
  'drf-cookie': DjangoUser
  'drf-token': DjangoUser
  tasti: DjangoUser
  express: { username: string; password: string }
  fastapi: { username: string; password: string; email: string; full_name?: string }
  laravel: { name: string; email: string; password: string; password_confirmation: string }
}

export type NewUser<C extends Contract = Contract> = NewUsers[C]

/** Whether this browser need not show a second factor again, if Latchkey allows that. */
interface Remembers {
  remember_device?: boolean
}

/** What was mailed to the user: the token of the link, or the code with the address. */
export type Proof = { token: string } | { email: string; code: string }

export type SecondFactor = 'totp' | 'passkey' | 'recovery_code' | 'enrolment'

/** An answer of Latchkey that is not what was asked for. Its `message` has the words of the contract. */
export class Refusal extends Error {
  readonly status: number
  /** The whole answer. A sign-in that needs a second factor has `mfa_token` and `mfa_required`. */
  readonly said: { mfa_token?: string; mfa_required?: SecondFactor[]; [member: string]: unknown }
  /** The sentences of each invalid field. */
  readonly fields: Record<string, string[]>
  /** Seconds to wait before the next attempt. */
  readonly retryAfter?: number
}

export interface Events {
  /** A user signed in; in another tab, if `elsewhere`. */
  signedIn: { user?: User; elsewhere: boolean }
  /** The session has ended by itself, or was ended from elsewhere. */
  expired: { elsewhere: boolean }
  /** The user signed out; in another tab, if `elsewhere`. */
  signedOut: { elsewhere: boolean }
}

/** What a request needs to be sent for the user. */
export interface Pass {
  headers: Record<string, string>
  credentials?: RequestCredentials
  /** After an answer of 401: what to send the request with once more, or nothing if that is useless. */
  renew?(): Promise<Pass | undefined>
}

export interface Session {
  id: string
  user_agent: string | null
  address: string | null
  opened_at: string
  last_used_at: string
  expires_at: string
  current: boolean
}

export interface Factor {
  id: string
  kind: 'TOTP' | 'PASSKEY'
  name: string
  created_at: string | null
  last_used_at: string | null
}

export interface Factors {
  factors: Factor[]
  recovery_codes_left: number
  remembered_devices: { id: string; user_agent: string | null; created_at: string; last_used_at: string; expires_at: string }[]
  required_from?: string | null
}

export interface RecoveryCodes {
  recovery_codes: string[]
}

export interface Client<C extends Contract = Contract> {
  /** Whether a user is signed in; undefined until that is known. */
  readonly signedIn: boolean | undefined

  /** Registers a user. Null if the contract opens no session for new users: sign in then. */
  signUp(newUser: NewUser<C>): Promise<User | null>
  /** `username` may be the e-mail address. */
  signIn(credentials: { username: string; password: string; code?: string } & Remembers): Promise<User>
  /** The second step of a sign-in that was refused with `mfa_token`. No code after Latchkey's own page. */
  signInWithCode(code: { mfa_token: string; code?: string } & Remembers): Promise<User>
  /**
   * With a passkey alone, or as the second step. Browsers only.
   *
   * @param options.inField waits until the user picks a passkey in a field with `autocomplete="username webauthn"`
   * @throws DOMException `NotAllowedError` if the user declines
   */
  signInWithPasskey(options?: { mfa_token?: string; inField?: boolean } & Remembers): Promise<User>
  /** Has Latchkey mail a link or a code to sign in with. The answer is the same for unknown addresses. */
  sendSignIn(email: string): Promise<unknown>
  signInWithMail(proof: Proof): Promise<User>
  /** Rejects if Latchkey cannot be reached: then the user is still signed in. */
  signOut(): Promise<void>

  /** The user who is signed in, or null. Rejects if Latchkey cannot be reached. */
  me(): Promise<User | null>
  /** Replaces the access token now. `fetch` does it by itself. */
  refresh(): Promise<void>
  /** As the global `fetch`, with the access token; once more with the next one if the answer is 401. */
  fetch: typeof globalThis.fetch
  /** For libraries that send requests themselves. */
  authorize(url: string | URL): Promise<Pass>
  /** Returns what stops it. */
  on<E extends keyof Events>(event: E, listener: (about: Events[E]) => void): () => void
  /** Follows other tabs no longer. */
  close(): void

  /** Has Latchkey mail a link or a code to reset the password. The answer is the same for unknown addresses. */
  sendReset(email: string): Promise<unknown>
  resetPassword(proof: Proof & { new_password: string }): Promise<unknown>
  changePassword(passwords: { current_password: string; new_password: string }): Promise<void>

  update(changes: Partial<Pick<User, 'first_name' | 'last_name' | 'full_name' | 'profile_image'>>): Promise<User>
  deleteAccount(password: string): Promise<void>

  /** Adds a passkey to the account. Recovery codes come with the first second factor. Browsers only. */
  addPasskey(name: string): Promise<RecoveryCodes>
  factors: {
    list(): Promise<Factors>
    addApp(name: string): Promise<{ id: string; secret: string; otpauth_uri: string; qr_code: string }>
    confirmApp(id: string, code: string): Promise<RecoveryCodes>
    rename(id: string, name: string): Promise<unknown>
    remove(id: string): Promise<unknown>
    newRecoveryCodes(): Promise<RecoveryCodes>
    forgetDevice(id: string): Promise<unknown>
  }
  sessions: {
    /** The hundred that were used last. */
    list(): Promise<Session[]>
    end(id: string): Promise<unknown>
    endOthers(): Promise<unknown>
  }
  email: {
    sendVerification(email: string): Promise<unknown>
    verify(proof: Proof): Promise<unknown>
    change(email: string, password?: string): Promise<unknown>
    confirmChange(proof: Proof): Promise<unknown>
  }
}

export function createClient<C extends Contract>(options: ClientOptions<C>): Client<C>
