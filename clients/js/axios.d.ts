import type { Client } from './index.js'

/** What is needed of an axios instance. */
interface Axios {
  getUri(config?: any): string
  request(config: any): Promise<any>
  interceptors: { request: { use(...handlers: any[]): unknown }; response: { use(...handlers: any[]): unknown } }
}

export function authorizeAxios(axios: Axios, client: Client<any>): void
