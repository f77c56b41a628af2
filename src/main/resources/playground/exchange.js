// Requests as a frontend makes them, and what is told of them.

import { duration } from './tokens.js';

const decoder = new TextDecoder();

function told(response) {
  const encoded = response.headers.get('Playground-Exchange');
  if (!encoded) return { sent: [], received: [...response.headers] };
  const bytes = atob(encoded.replace(/-/g, '+').replace(/_/g, '/'));
  return JSON.parse(decoder.decode(Uint8Array.from(bytes, char => char.charCodeAt(0))));
}

/** Sends it, and gives all there is to show. */
export async function send({ method, path, body, bearer, credentials = 'include' }) {
  const headers = { Playground: 'show' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (bearer) headers.Authorization = `Bearer ${bearer}`;
  const started = performance.now();
  const response = await fetch(path, {
    method, headers, credentials, body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  const took = performance.now() - started;
  const { sent, received } = told(response);
  return shown({ who: 'You', method, path, body, bearer, took, status: response.status, sent, received, text });
}

/** Has the service repeat a request of this page as a thief would, who has no browser. */
export async function sendAgain(exchange) {
  const response = await fetch(`/playground/replays/${exchange.id}`, { method: 'POST' });
  if (!response.ok) throw new Error('The service no longer knows that request: is there more than one replica?');
  const { status, received, body } = await response.json();
  return shown({ ...exchange, who: 'The thief', took: undefined, status, received, text: body, sent: [['User-Agent', 'a thief']] });
}

/** What the audit log says of it. */
export async function eventsOf(exchange) {
  const response = await fetch(`/playground/events/${exchange.id}`);
  return response.ok ? response.json() : [];
}

function shown(exchange) {
  const values = name => exchange.received.filter(([header]) => header.toLowerCase() === name).map(([, value]) => value);
  return { ...exchange, at: new Date(), id: values('x-request-id')[0], cookies: values('set-cookie').map(cookie) };
}

function cookie(line) {
  const [pair, ...attributes] = line.split('; ');
  const equals = pair.indexOf('=');
  const value = pair.slice(equals + 1);
  return { name: pair.slice(0, equals), value, attributes, cleared: value === '' || attributes.includes('Max-Age=0') };
}

const ATTRIBUTES = [
  [/^HttpOnly$/i, () => 'no script can read it'],
  [/^Secure$/i, () => 'sent over https only'],
  [/^Path=(.*)/, ([, path]) => (path === '/' ? 'sent to every path' : `sent to ${path} and below, nowhere else`)],
  [/^Max-Age=(.*)/, ([, age]) => (age === '0' ? 'gone now' : `kept for ${duration(Number(age))}`)],
  [/^SameSite=Lax$/, () => 'not sent when another site’s page asks, but for links'],
  [/^SameSite=Strict$/, () => 'not sent when another site has any part in it'],
  [/^SameSite=None$/, () => 'sent from pages of any site'],
  [/^Partitioned$/, () => 'kept apart for each site that embeds the page'],
];

export function explained(attribute) {
  for (const [pattern, words] of ATTRIBUTES) {
    const match = pattern.exec(attribute);
    if (match) return words(match);
  }
  return '';
}

/** The request as a developer would type it. */
export const copies = {
  curl({ method, path, body, bearer }) {
    const quoted = text => `'${text.replaceAll("'", `'\\''`)}'`;
    return [
      `curl -X ${method} ${quoted(location.origin + path)} -b jar -c jar`,
      bearer && `-H ${quoted(`Authorization: Bearer ${bearer}`)}`,
      body && `-H 'Content-Type: application/json' -d ${quoted(JSON.stringify(body))}`,
    ].filter(Boolean).join(' \\\n  ');
  },
  fetch({ method, path, body, bearer }) {
    const options = { method, credentials: 'include', headers: headersOf(body, bearer) };
    const sent = body ? `,\n  body: JSON.stringify(${JSON.stringify(body)})` : '';
    return `await fetch(${JSON.stringify(location.origin + path)}, {\n`
      + Object.entries(options).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`).join(',\n') + `${sent}\n})`;
  },
  axios({ method, path, body, bearer }) {
    const options = { method, url: location.origin + path, withCredentials: true, headers: headersOf(body, bearer), data: body };
    return `await axios(${JSON.stringify(options, undefined, 2)})`;
  },
};

function headersOf(body, bearer) {
  return {
    ...(body && { 'Content-Type': 'application/json' }),
    ...(bearer && { Authorization: `Bearer ${bearer}` }),
  };
}
