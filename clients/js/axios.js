/** Has the requests of an axios instance carry the access token, and sends them again, once, if it has expired. */
export function authorizeAxios(axios, client) {
  axios.interceptors.request.use(async (config) => {
    const pass = config.latchkey ?? (await client.authorize(axios.getUri(config)))
    config.headers.set(pass.headers)
    return Object.assign(config, { latchkey: pass, withCredentials: pass.credentials === 'include' || config.withCredentials })
  })

  axios.interceptors.response.use(undefined, async (refusal) => {
    const { config, response } = refusal
    const next = response?.status === 401 && (await config.latchkey?.renew?.())
    if (!next) throw refusal
    return axios.request({ ...config, latchkey: { ...next, renew: undefined } })
  })
}
