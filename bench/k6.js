// The flows of flow.lua for those who have k6: k6 run -e FLOW=refresh -e URL=http://localhost:8080 -e ROOT=/express bench/k6.js
// Speaks the express contract. FLOW is refresh, me, forward-auth, jwks, login, register, logout or mixed.
import http from 'k6/http'
import { check } from 'k6'

const url = __ENV.URL || 'http://localhost:8080'
const auth = `${url}${__ENV.ROOT ?? '/express'}/api/auth/`
const account = JSON.stringify({ username: 'bench', password: 'lovelace' })
const json = { headers: { 'Content-Type': 'application/json' } }

export const options = { vus: 16, duration: '30s', noCookiesReset: true, thresholds: { checks: ['rate==1'] } }

export function setup() {
    http.post(`${auth}register`, account, json)
}

let access

function signIn() {
    const answer = http.post(`${auth}login`, account, json)
    access = answer.json('data.token')
    return answer
}

// The refresh token is in each virtual user's own cookies.
const flows = {
    login: signIn,
    register: () => http.post(`${auth}register`, JSON.stringify({ username: `k${__VU}-${__ITER}-${Date.now()}`, password: 'lovelace' }), json),
    refresh: () => http.post(`${auth}refresh`),
    me: () => http.get(`${auth}../user`, { headers: { Authorization: `Bearer ${access}` } }),
    'forward-auth': () => http.get(`${url}/forward-auth`, { headers: { Authorization: `Bearer ${access}` } }),
    jwks: () => http.get(`${url}/.well-known/jwks.json`),
    logout: () => {
        signIn()
        return http.post(`${auth}logout`, null, { headers: { Authorization: `Bearer ${access}` } })
    },
    mixed: () => {
        const place = __ITER % 100
        return flows[place === 0 ? 'login' : place <= 30 ? 'refresh' : place <= 40 ? 'forward-auth' : 'me']()
    },
}

export default function () {
    if (!access) {
        signIn()
    }
    const answer = flows[__ENV.FLOW || 'mixed']()
    check(answer, { good: (a) => a.status < 300 })
}
