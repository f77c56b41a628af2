import type { Client, User } from './index.js'

export interface UserStore {
  /** Undefined until it is known, null if no user is signed in. */
  current(): User | null | undefined
  /** Returns what stops it. */
  subscribe(listener: (user: User | null | undefined) => void): () => void
}

export function userOf(client: Client<any>): UserStore
