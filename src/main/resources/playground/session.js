// What the page knows of one contract's session, from what was answered.

import { tokensIn } from './tokens.js';

const inCookies = exchange => tokensIn(exchange.cookies.filter(one => !one.cleared).map(one => one.value).join(' '));

/** Whether a refresh gave a token: some contracts answer alike where there is no session. */
export const renewed = exchange => exchange.status < 300
  && [tokensIn(exchange.text), inCookies(exchange)].some(({ access, refresh }) => access || refresh);

export class Session {
  /** @param grace seconds for which a used refresh token is forgiven */
  constructor(grace) {
    this.grace = grace;
    this.life = [];
  }

  /** Takes in an exchange of ours, and tells of it. */
  take(exchange, what) {
    const good = exchange.status < 300;
    const inBody = good ? tokensIn(exchange.text) : {};
    const sent = inCookies(exchange);
    const refresh = inBody.refresh ?? sent.refresh;
    if (refresh) this.tellOf(refresh, 'You');
    if (what === 'refresh' && renewed(exchange) && !refresh) this.tell('You refreshed', 'A new access token; the refresh token stays as it is.', 'good');
    if (what === 'refresh' && !renewed(exchange)) this.tell('Refused', `Your refresh was answered with ${exchange.status}${exchange.status < 500 ? '' : ': the service could not tell, and the token stays good'}.`, 'bad');
    if (what === 'logout' && good) this.end('You signed out', 'Its refresh token is worthless. The access token lives until it expires.', 'warn');
    if (good && what !== 'logout') {
      this.access = inBody.access ?? sent.access ?? this.access;
      this.refresh = refresh ?? this.refresh;
      this.bearer = inBody.access?.text ?? this.bearer;
      this.refreshText = inBody.refresh?.text ?? this.refreshText;
    }
    return refresh;
  }

  /** Tells of an exchange of a thief, who keeps what is got. */
  takeOfThief(exchange) {
    const { refresh } = tokensIn(exchange.text + exchange.cookies.map(one => one.value).join(' '));
    if (!renewed(exchange)) this.tell('The thief is refused', `The stolen token was answered with ${exchange.status}.`, 'good');
    else if (refresh) this.tellOf(refresh, 'The thief');
    else this.tell('The thief gets in', 'The stolen token was answered with an access token.', 'bad');
  }

  /** Tells what the service wrote down. */
  hear(event) {
    if (event.kind === 'REFRESH_REUSE') {
      this.end('Reuse', 'A used refresh token came back: two hold it, so the session is over for both.', 'bad');
    }
  }

  tellOf({ claims: { sid, gen } }, who) {
    const before = this.refresh?.claims;
    if (before?.sid !== sid) {
      this.life = [];
      this.tell('Opened', `Session ${sid.slice(0, 8)}…, generation ${gen}.`, 'good');
    } else if (before.gen === gen) {
      this.tell(`Generation ${gen} again`, `${who} came with the used token, within the grace window: the same successor once more.`, 'warn');
    } else {
      this.tell(`Generation ${gen}`, `${who} refreshed. The token before is forgiven for ${this.grace} s, until ${time(this.grace)}.`, 'good');
    }
  }

  tell(title, text, mood) {
    this.life.push({ at: new Date(), title, text, mood });
  }

  end(title, text, mood) {
    this.tell(title, text, mood);
    this.refresh = this.refreshText = this.bearer = this.access = undefined;
  }
}

const time = later => new Date(Date.now() + later * 1000).toLocaleTimeString();
