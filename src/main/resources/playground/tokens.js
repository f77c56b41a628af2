// Tokens, as far as anybody can read them.

const JWT = /eyJ[\w-]+\.[\w-]+\.[\w…-]*/g;

const MEANING = {
  typ: 'what kind of token it is: at+jwt opens doors, rt+jwt only asks for new ones',
  alg: 'how it is signed',
  kid: 'which public key checks it',
  iss: 'who issued it',
  aud: 'whom it is for',
  sub: 'whose it is: the account',
  preferred_username: 'their name',
  email: 'their address',
  groups: 'their roles',
  sid: 'the session it belongs to',
  client_id: 'the contract through which its session was opened',
  gen: 'the generation: each refresh makes the next one',
  iat: 'when it was issued',
  exp: 'when it ends',
  jti: 'its own name, never used twice',
};

function part(text) {
  const bytes = Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), char => char.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** What a token says, or undefined where it is none. */
export function decode(text) {
  try {
    const [header, claims] = text.split('.');
    return { text, header: part(header), claims: part(claims) };
  } catch {
    return undefined;
  }
}

/** The tokens in a text, by kind. */
export function tokensIn(text) {
  const found = [...text.matchAll(JWT)].map(([token]) => decode(token)).filter(Boolean);
  return {
    access: found.find(token => token.header.typ !== 'rt+jwt'),
    refresh: found.find(token => token.header.typ === 'rt+jwt'),
  };
}

/** A text in pieces, each of which is a token or none. */
export const pieces = text => text.split(/(eyJ[\w-]+\.[\w-]+\.[\w…-]*)/).map((part, index) => ({ text: part, token: index % 2 === 1 }));

/** Enough of a token to tell it from another. */
export const shortened = token => `${token.slice(0, 10)}…${token.endsWith('…') ? '' : token.slice(-6)}`;

export const meaning = claim => MEANING[claim] ?? '';

export function spoken(claim, value) {
  return ['iat', 'exp'].includes(claim) ? `${value} (${new Date(value * 1000).toLocaleTimeString()})` : JSON.stringify(value);
}

export function duration(seconds) {
  // Rounded: who has just signed in has the whole of it.
  if (seconds >= 172800) return `${Math.round(seconds / 86400)} days`;
  const two = number => String(Math.floor(number)).padStart(2, '0');
  return seconds >= 3600
    ? `${Math.floor(seconds / 3600)}:${two(seconds / 60 % 60)}:${two(seconds % 60)}`
    : `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
}
