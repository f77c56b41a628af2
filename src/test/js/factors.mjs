// Second factors: an authenticator app, and an authenticator that has passkeys.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { LATCHKEY } from './browser.mjs';
import { post } from './mails.mjs';

/** What an authenticator app shows (RFC 6238), so many steps later. */
export function totp(secret, later = 0) {
  const bits = [...secret].map(letter => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map(byte => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const digest = createHmac('sha1', key).update(step).digest();
  const code = (digest.readUInt32BE(digest[19] & 15) & 0x7fffffff) % 1_000_000;
  return String(code).padStart(6, '0');
}

/** Enrols an app for a user. Returns a code that is still good, and ten recovery codes. */
export async function enrolled({ username, password }) {
  const { access } = await post('/drf-token/api/auth/login', { username, password });
  const bearer = { Authorization: `Bearer ${access}` };
  const { id, secret } = await post('/account/factors/totp', { name: 'phone' }, bearer);
  const { recovery_codes: recoveryCodes } = await post(`/account/factors/${id}/confirm`, { code: totp(secret) }, bearer);
  return { code: totp(secret, 1), recoveryCodes };
}

/** The address of Latchkey's page that asks the user for the second factor, and then goes back. */
export async function pageFor({ username, password }, contract, returnTo) {
  const login = await fetch(`${LATCHKEY}/${contract}/api/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });
  assert.equal(login.status, 401);
  return address(contract, returnTo, (await login.json()).mfa_token);
}

export const address = (contract, returnTo, token) =>
  `${LATCHKEY}/account/pages/second-factor?contract=${contract}&return_to=${encodeURIComponent(returnTo)}#${token}`;

/** Puts an authenticator into the browser whose user always agrees, until told otherwise. */
export async function authenticator(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    agrees: isUserVerified => session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
  };
}
