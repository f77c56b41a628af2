// Mails, as the mailbox of development has them, and what has them written.

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { LATCHKEY } from './browser.mjs';

/** Milliseconds; one address gets no more than one mail a minute, where nothing else is set. */
const LONGEST = 75_000;
const AGAIN = 15_000;

/** Newest first. */
async function mailsTo(address, kind) {
  const mails = await (await fetch(`${LATCHKEY}/dev/mailbox/mails`)).json();
  return mails.filter(mail => mail.to === address && mail.kind === kind);
}

/**
 * The newest mail of a kind to an address, once it is there.
 *
 * @param ask has one more written; done again if none comes
 */
export async function mailTo(address, kind, ask) {
  const before = ask ? (await mailsTo(address, kind)).map(({ id }) => id) : [];
  for (const started = Date.now(); Date.now() - started < LONGEST; ) {
    await ask?.();
    for (const asked = Date.now(); Date.now() - asked < AGAIN; await sleep(100)) {
      const mail = (await mailsTo(address, kind)).find(({ id }) => !before.includes(id));
      if (mail) return mail;
    }
  }
  throw new Error(`no mail ${kind} to ${address}`);
}

/** What the mail is for; another one may follow, in case it was not its reader. */
export const linkIn = ({ text }) => /https?:\/\/\S+/.exec(text)[0];

export const codeIn = ({ text }) => /^[A-Z0-9]{4}-[A-Z0-9]{4}$/m.exec(text)[0];

/** All links of its HTML, each once. */
export async function linksIn({ id }) {
  const html = await (await fetch(`${LATCHKEY}/dev/mailbox/mails/${id}`)).text();
  return [...new Set([...html.matchAll(/href="(https?:[^"]+)"/g)].map(([, link]) => link))];
}

export async function post(path, body, headers = {}) {
  const answer = await fetch(LATCHKEY + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  assert.ok(answer.ok, `${path} answers ${answer.status}`);
  const text = await answer.text();
  return text ? JSON.parse(text) : undefined;
}

/** Somebody new, with an address of their own. */
export async function newcomer(headers = {}, names = {}) {
  const username = `ada-${crypto.randomUUID().slice(0, 8)}`;
  const ada = { username, email: `${username}@shop.example`, full_name: 'Ada', password: 'lovelace', ...names };
  await post('/fastapi/auth/register', ada, headers);
  return ada;
}
