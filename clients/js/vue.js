import { userOf } from './user.js'

/** Makes a composable of a client, once for the app: `const useUser = createUseUser(Vue, client)`. */
export function createUseUser({ shallowRef, readonly, onScopeDispose }, client) {
  const { current, subscribe } = userOf(client)
  return () => {
    const user = shallowRef(current())
    onScopeDispose(subscribe((next) => (user.value = next)))
    return readonly(user)
  }
}
