import type { Client, User } from './index.js'

interface Vue {
  shallowRef(value: any): any
  readonly(ref: any): any
  onScopeDispose(stop: () => void): void
}

/** The value is undefined until it is known who is signed in, and null if no user is. */
export function createUseUser(vue: Vue, client: Client<any>): () => { readonly value: User | null | undefined }
