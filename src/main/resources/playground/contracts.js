// The contracts as the service itself describes them, so that one more needs nothing here.

const KEYS = ['register', 'login', 'refresh', 'me', 'logout'];

/** Who one is, where the contract has no such question: the service has one for everybody. */
const ACCOUNT = '/account';

export async function contracts(facts) {
  const document = await (await fetch('/q/openapi?format=json')).json();
  return facts.contracts.map(door => ({ ...door, operations: operationsOf(door.name, document) }));
}

/** By what they do, as the document says of each. */
function operationsOf(name, document) {
  const found = {};
  for (const [path, item] of Object.entries(document.paths)) {
    if (!path.startsWith(`/${name}/`)) continue;
    for (const [method, operation] of Object.entries(item)) {
      const key = operation?.['x-does'];
      if (key) found[key] ??= described(method, path, operation, document);
    }
  }
  found.me ??= { ...described('get', ACCOUNT, document.paths[ACCOUNT].get, document), label: 'Who am I', elsewhere: true };
  return Object.fromEntries(KEYS.filter(key => found[key]).map(key => [key, found[key]]));
}

function described(method, path, operation, document) {
  return {
    label: operation.summary, sentence: operation.description, method: method.toUpperCase(), path,
    fields: fieldsOf(bodySchema(operation.requestBody), document, []),
    answer: skeleton(bodySchema(successOf(operation)), document),
    says: operation.responses,
  };
}

const bodySchema = part => part?.content?.['application/json']?.schema;

const successOf = operation => Object.entries(operation.responses ?? {}).find(([status]) => status.startsWith('2'))?.[1];

function resolve(schema, document) {
  if (schema?.$ref) return resolve(document.components.schemas[schema.$ref.split('/').pop()], document);
  return schema?.allOf ? Object.assign({}, ...schema.allOf.map(part => resolve(part, document))) : schema;
}

/** Those that can be typed, with the way to each through the objects of the body. */
function fieldsOf(schema, document, way) {
  const body = resolve(schema, document);
  return Object.entries(body?.properties ?? {}).flatMap(([name, part]) => {
    const property = resolve(part, document);
    const path = [...way, name];
    if (property.properties) return fieldsOf(property, document, path);
    if (![property.type].flat().includes('string')) return [];
    return [{ path, name, format: property.format, says: property.description, required: (body.required ?? []).includes(name) }];
  });
}

/** What an answer looks like, with the kind of each value in its place. */
function skeleton(schema, document) {
  const shape = resolve(schema, document);
  if (!shape?.properties) return [shape?.type].flat().find(type => type !== 'null') ?? 'any';
  return Object.fromEntries(Object.entries(shape.properties).map(([name, part]) => [name, skeleton(part, document)]));
}

/** What of a person goes into the field: what the field is for says more than what it is called. */
export const roleOf = ({ name, format }) => (['username', 'password', 'email'].includes(format) ? format : name);

/** What can be typed at a contract, each once; a refresh token is none of it. */
export function typedFields(contract) {
  const all = Object.values(contract.operations).flatMap(({ fields }) => fields).filter(({ format }) => format !== 'refresh-token');
  return all.filter((field, index) => all.findIndex(other => roleOf(other) === roleOf(field)) === index);
}

/** The JSON that an operation is sent: what it asks for, from what is typed and from the token at hand. */
export function bodyOf({ fields }, typed, refreshToken) {
  if (fields.length === 0) return undefined;
  const body = {};
  for (const field of fields) {
    const value = field.format === 'refresh-token' ? refreshToken : typed[roleOf(field)];
    if (value === undefined || value === '') continue;
    const [last, ...objects] = [...field.path].reverse();
    const inner = objects.reverse().reduce((at, name) => (at[name] ??= {}), body);
    inner[last] = value;
  }
  return body;
}

const REASON = {
  200: 'OK', 201: 'Created', 204: 'No Content', 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found',
  405: 'Method Not Allowed', 408: 'Request Timeout', 409: 'Conflict', 413: 'Content Too Large', 415: 'Unsupported Media Type',
  422: 'Unprocessable Content', 429: 'Too Many Requests', 500: 'Internal Server Error', 502: 'Bad Gateway', 503: 'Service Unavailable',
};

/** A status as HTTP has it: the number and its name. */
export const status = number => `${number} ${REASON[number] ?? ''}`.trim();

const DONE = {
  register: 'The account is there.',
  login: 'A session is open.',
  refresh: 'There is a new access token.',
  me: 'The access token is good, and this is whose it is.',
  logout: 'The session is over.',
};

/** What an answer means: of a refusal what the document says of the same words, or else of the same status. */
export function meaningOf(key, operation, exchange) {
  if (exchange.status < 300) return DONE[key] ?? '';
  const told = operation.says[exchange.status];
  const examples = Object.values(told?.content ?? {}).flatMap(({ examples }) => Object.values(examples ?? {}));
  return examples.find(({ value }) => same(value, exchange.text))?.summary ?? told?.description ?? '';
}

function same(value, text) {
  try {
    return canonical(value) === canonical(JSON.parse(text));
  } catch {
    return false;
  }
}

function canonical(value) {
  return value && typeof value === 'object' && !Array.isArray(value)
    ? `{${Object.keys(value).sort().map(key => `${key}:${canonical(value[key])}`)}}`
    : JSON.stringify(value);
}

const WORDS = { BODY: 'JSON body', COOKIE: 'HttpOnly cookie' };

/** Where tokens travel, in words. */
export const ways = places => [...places].sort().map(place => WORDS[place]);

/** What a frontend is told to call, in each way that leads to the contract. */
export function bases({ name, hosts, root }) {
  const port = location.port && `:${location.port}`;
  const own = hosts.find(host => host.endsWith('.localhost') === location.hostname.endsWith('localhost'));
  return [
    { url: `${location.origin}/${name}`, how: 'below its name: always there, whatever the host' },
    own && { url: `${location.protocol}//${own}${port}`, how: 'at a host of its own: exactly the paths of its document' },
    !own && root && { url: location.origin, how: 'at this host: exactly the paths of its document' },
  ].filter(Boolean);
}
