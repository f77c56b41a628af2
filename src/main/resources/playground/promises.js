// What a contract promises, sent and held against what is answered.

import { bodyOf } from './contracts.js';

const KINDS = {
  '<text>': /^.+$/s,
  '<number>': /^\d+$/,
  '<date>': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
  '<duration>': /^\d+(\.\d{1,3})? ms$/,
  '<jwt>': /^[\w-]+\.[\w-]+\.[\w-]+$/,
};

const REGISTERED = 'ada is registered';
const SIGNED_IN = 'ada is signed in';
const PASSWORD = 'lovelace';

const COOKIES = { access_token: '${access}', refresh_token: '${refresh}' };

/** Whether a page can send it: what is about bytes, headers or what scripts cannot read only a test can. */
export function canBeSent({ given = [], request }, { accessToken, refreshToken, operations }) {
  const text = JSON.stringify([request.body, request.headers ?? {}]);
  const cookies = Object.entries(request.cookies ?? {});
  return given.every(one => [REGISTERED, SIGNED_IN].includes(one)) && request.raw === undefined
    && Object.keys(request.headers ?? {}).every(name => name === 'Authorization')
    && (accessToken.includes('BODY') || !text.includes('${access}'))
    && (refreshToken.includes('BODY') || !text.includes('${refresh}'))
    && cookies.every(([name, value]) => COOKIES[name] === value)
    && (cookies.length === 0 || 'refresh_token' in request.cookies)
    // The browser does not keep its access cookie to itself, which decides there.
    && (cookies.length !== 1 || !accessToken.includes('COOKIE') || !operations.me.path.endsWith(request.path));
}

/** The same with names that no account has yet. */
export function fresh(test) {
  const mark = Math.floor(Math.random() * 1e8).toString().padStart(8, '0');
  const renamed = value => value.replace(/^(ada|grace)(?=$|[@\s])/i, name => name + mark).replace(/^x{20}/, `x-${mark}xxxxxxxxxx`);
  const walk = (value, key) => {
    if (Array.isArray(value)) return value.map(one => walk(one));
    if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, walk(one, name)]));
    return ['username', 'email'].includes(key) && typeof value === 'string' ? renamed(value) : value;
  };
  const { request, answer } = test;
  return { ...test, ada: `ada${mark}`, request: walk(request), answer: walk(answer) };
}

/** What has to happen before, as requests: Ada registers wherever most is asked of her, and signs in here. */
export function before({ given = [], ada }, { login }, everywhere) {
  const person = { username: ada, password: PASSWORD, email: `${ada}@shop.example`, first_name: 'Ada', last_name: 'King' };
  const [register] = everywhere.map(one => one.operations.register).filter(Boolean).sort((one, other) => other.fields.length - one.fields.length);
  return [
    given.length > 0 && { what: 'register', ...register, body: bodyOf(register, person), credentials: 'omit' },
    given.includes(SIGNED_IN) && { what: 'login', ...login, body: bodyOf(login, person) },
  ].filter(Boolean);
}

/** As it is sent: cookies are the browser's own where the promise has them, and stay away where it has none. */
export function message({ request }, name, session) {
  const bearer = request.headers?.Authorization?.replace(/^Bearer /, '').replace('${access}', session.bearer ?? '');
  const filled = text => text.replaceAll('${refresh}', session.refreshText ?? '').replaceAll('${access}', session.bearer ?? '');
  return {
    method: request.method, path: `/${name}${request.path}`, bearer,
    body: request.body === undefined ? undefined : JSON.parse(filled(JSON.stringify(request.body))),
    credentials: request.cookies ? 'include' : 'omit',
  };
}

/** What is otherwise than promised; nothing where it is kept. */
export function broken({ answer }, exchange) {
  const flaws = [];
  if (exchange.status !== answer.status) flaws.push(`the status is ${exchange.status}, not ${answer.status}`);
  const body = parsed(exchange.text);
  if (answer.body !== undefined) flaws.push(...differences(answer.body, body, 'the body'));
  const names = cleared => exchange.cookies.filter(one => one.cleared === cleared).map(one => one.name).join(', ');
  for (const [promised, happened, done] of [[answer.cookies, names(false), 'set'], [answer.cleared, names(true), 'cleared']]) {
    const wanted = (promised ?? []).join(', ');
    if (wanted !== happened) flaws.push(`cookies ${done} are ${happened || 'none'}, not ${wanted || 'none'}`);
  }
  for (const [name, value] of Object.entries(answer.headers ?? {})) {
    const sent = exchange.received.find(([header]) => header.toLowerCase() === name.toLowerCase())?.[1];
    if (sent !== value) flaws.push(`${name} is ${sent ?? 'not there'}, not ${value}`);
  }
  return flaws;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function differences(promised, happened, where) {
  const kind = KINDS[promised];
  if (kind) {
    const fits = (typeof happened === 'number') === (promised === '<number>') && kind.test(String(happened));
    return fits ? [] : [`${where} is ${JSON.stringify(happened)}, which is no ${promised}`];
  }
  if (promised === null || typeof promised !== 'object') {
    return promised === happened ? [] : [`${where} is ${JSON.stringify(happened)}, not ${JSON.stringify(promised)}`];
  }
  if (happened === null || typeof happened !== 'object' || Array.isArray(promised) !== Array.isArray(happened)) {
    return [`${where} is ${JSON.stringify(happened)}, not ${JSON.stringify(promised)}`];
  }
  return [...new Set([...Object.keys(promised), ...Object.keys(happened)])].flatMap(name => {
    if (!(name in promised)) return [`${where} has "${name}", which is not promised`];
    if (!(name in happened)) return [`${where} lacks "${name}"`];
    return differences(promised[name], happened[name], `${where}’s "${name}"`);
  });
}
