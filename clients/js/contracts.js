const drf = (name) => `/api/auth/${name}/`

const fastapi = (name) => `/auth/${name === 'refresh' ? 'refresh-token' : name}`

const laravel = { refresh: 'api/user', 'login/code': 'two-factor-challenge' }

/**
 * What the contracts do in their own way.
 *
 * `path` has the path of an endpoint. `tokens` finds the tokens in an answer; a contract without it has both in cookies.
 * `fields` has the names of the refresh token in bodies; a contract without them has it in a cookie. A contract that
 * `signsUpOnly` opens no session for new users. One that `refreshesBy` another method than POST says so, and one whose
 * `login` has other fields.
 */
export const contracts = {
  'drf-cookie': { path: drf },

  'drf-token': {
    path: drf,
    tokens: ({ content, ...said }) => content?.tokens ?? said,
    fields: { refresh: 'refresh', logout: 'refresh_token' },
  },

  express: {
    signsUpOnly: true,
    path: (name) => `/api/auth/${name}`,
    tokens: ({ data }) => ({ access: data?.token }),
  },

  fastapi: { path: fastapi, signsUpOnly: true },

  /** The contract `fastapi` where there are no cookies. */
  'fastapi in bodies': {
    signsUpOnly: true,
    path: fastapi,
    tokens: (said) => ({ access: said.access_token, refresh: said.refresh_token }),
    fields: { refresh: 'refresh_token', logout: 'refresh_token' },
  },

  laravel: {
    path: (name) => `/${laravel[name] ?? name}`,
    refreshesBy: 'GET',
    login: ({ username, ...more }) => ({ email: username, ...more }),
  },

  tasti: {
    path: (name) => `/api/v1/auth/${name === 'refresh' ? 'token/refresh' : name}/`,
    tokens: ({ access }) => ({ access }),
  },
}
