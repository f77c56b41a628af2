/** Milliseconds until Latchkey is asked again, if it could not be reached when the page was loaded. */
const LATER = 3_000

/** The user as a store that frameworks can watch: undefined until it is known, null if no user is signed in. */
export function userOf(client) {
  let user
  const listeners = new Set()

  function set(next) {
    user = next
    listeners.forEach((listener) => listener(user))
  }

  /** If Latchkey cannot be reached, the user is who it was. */
  const ask = () => client.me().then(set, () => user === undefined && listeners.size && setTimeout(ask, LATER))

  client.on('signedIn', ({ user }) => (user ? set(user) : ask()))
  client.on('signedOut', () => set(null))
  client.on('expired', () => set(null))

  return {
    current: () => user,
    subscribe(listener) {
      listeners.add(listener)
      if (user === undefined) ask()
      return () => listeners.delete(listener)
    },
  }
}
