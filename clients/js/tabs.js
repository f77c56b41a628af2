/**
 * The tabs of a browser, which share its cookies. Where Web Locks or BroadcastChannel are missing, each tab is on its own:
 * Latchkey permits two tabs to refresh at once, and a tab notices at its next refresh that another one signed out.
 */
export function tabsOf(name, shared) {
  const channel = shared && globalThis.BroadcastChannel ? new BroadcastChannel(name) : undefined
  const locks = shared ? globalThis.navigator?.locks : undefined
  let last = Promise.resolve()
  return {
    /** One after the other, in all tabs. */
    inTurn: (work) => (locks ? locks.request(name, work) : (last = last.then(work, work))),
    tell: (event) => channel?.postMessage(event),
    hear: (listener) => channel && (channel.onmessage = ({ data }) => listener(data)),
    close: () => channel?.close(),
  }
}
