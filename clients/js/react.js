import { userOf } from './user.js'

/** Makes a hook of a client, once for the app: `const useUser = createUseUser(React, client)`. */
export function createUseUser({ useSyncExternalStore }, client) {
  const { current, subscribe } = userOf(client)
  return () => useSyncExternalStore(subscribe, current, current)
}
