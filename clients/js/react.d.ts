import type { Client, User } from './index.js'

interface React {
  useSyncExternalStore<T>(subscribe: (listener: () => void) => () => void, current: () => T, onServer?: () => T): T
}

/** The hook returns undefined until it is known who is signed in, and null if no user is. */
export function createUseUser(react: React, client: Client<any>): () => User | null | undefined
