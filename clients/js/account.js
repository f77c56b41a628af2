const of = (path, id) => `${path}/${encodeURIComponent(id)}`

/** What users do with their account: the same for every contract. Bodies are those of Latchkey's documents. */
export const accountOf = (ask, mail) => ({
  update: (changes) => ask('PATCH', '', changes),
  sessions: {
    list: () => ask('GET', '/sessions'),
    end: (id) => ask('DELETE', of('/sessions', id)),
    endOthers: () => ask('DELETE', '/sessions'),
  },
  email: {
    sendVerification: (email) => mail('/email/verify/request', { email }),
    verify: (proof) => mail('/email/verify', proof),
    change: (email, password) => ask('POST', '/email/change', { email, password }),
    confirmChange: (proof) => mail('/email/change/confirm', proof),
  },
  factors: {
    list: () => ask('GET', '/factors'),
    addApp: (name) => ask('POST', '/factors/totp', { name }),
    confirmApp: (id, code) => ask('POST', `${of('/factors', id)}/confirm`, { code }),
    rename: (id, name) => ask('PATCH', of('/factors', id), { name }),
    remove: (id) => ask('DELETE', of('/factors', id)),
    newRecoveryCodes: () => ask('POST', '/factors/recovery-codes'),
    forgetDevice: (id) => ask('DELETE', of('/factors/remembered-devices', id)),
  },
})
