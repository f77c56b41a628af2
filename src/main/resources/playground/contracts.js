// The contracts as the service itself describes them, so that one more needs nothing here.

const WHAT = [
  ['register', 'Register', /\/register$/],
  ['login', 'Sign in', /\/login$/],
  ['refresh', 'Refresh', /\/refresh(-token)?$/],
  ['me', 'Who am I', /\/(user|test-token)$/],
  ['logout', 'Sign out', /\/logout$/],
];

export async function contracts(facts) {
  const document = await (await fetch('/q/openapi?format=json')).json();
  return facts.contracts.map(door => ({ ...door, operations: operationsOf(door.name, document) }));
}

function operationsOf(name, document) {
  const found = {};
  for (const [path, item] of Object.entries(document.paths)) {
    if (!path.startsWith(`/${name}/`)) continue;
    for (const [method, operation] of Object.entries(item)) {
      const what = WHAT.find(([, , ends]) => ends.test(path));
      if (!what || !operation.responses) continue;
      found[what[0]] = {
        label: what[1], method: method.toUpperCase(), path,
        fields: fieldsOf(bodySchema(operation.requestBody), document),
        answer: skeleton(bodySchema(successOf(operation)), document),
      };
    }
  }
  // Where the contract has no such question, the service has one for everybody.
  found.me ??= { label: 'Who am I', method: 'GET', path: '/account', fields: {}, answer: {} };
  return Object.fromEntries(WHAT.filter(([key]) => found[key]).map(([key]) => [key, found[key]]));
}

const bodySchema = part => part?.content?.['application/json']?.schema;

const successOf = operation => Object.entries(operation.responses).find(([status]) => status.startsWith('2'))?.[1];

function resolve(schema, document) {
  if (schema?.$ref) return resolve(document.components.schemas[schema.$ref.split('/').pop()], document);
  return schema?.allOf ? Object.assign({}, ...schema.allOf.map(part => resolve(part, document))) : schema;
}

function fieldsOf(schema, document) {
  const body = resolve(schema, document);
  return Object.fromEntries(Object.entries(body?.properties ?? {})
    .map(([name, property]) => [name, { required: (body.required ?? []).includes(name), ...resolve(property, document) }]));
}

/** What an answer looks like, with the kind of each value in its place. */
function skeleton(schema, document) {
  const shape = resolve(schema, document);
  if (!shape?.properties) return [shape?.type].flat().find(type => type !== 'null') ?? 'any';
  return Object.fromEntries(Object.entries(shape.properties).map(([name, part]) => [name, skeleton(part, document)]));
}

const ACCESS = /^(access|access_token|token)$/;
const REFRESH = /^(refresh|refresh_token)$/;

function names(answer) {
  return typeof answer === 'object' ? Object.entries(answer).flatMap(([name, part]) => [name, ...names(part)]) : [];
}

/** Where the two tokens travel, in words. */
export function travel(contract) {
  const inBody = names(contract.operations.login.answer);
  const ways = (body, cookie) => [body && 'JSON body', cookie && 'HttpOnly cookie'].filter(Boolean).join(' and ');
  return {
    access: ways(inBody.some(name => ACCESS.test(name)), contract.accessCookie),
    refresh: ways(inBody.some(name => REFRESH.test(name)), contract.refreshCookie),
  };
}

/** The JSON that an operation is sent: what it asks for, from what is typed and from the token at hand. */
export function bodyOf(operation, typed, refreshToken) {
  const named = Object.keys(operation.fields);
  if (named.length === 0) return undefined;
  return Object.fromEntries(named
    .map(name => [name, REFRESH.test(name) ? refreshToken : typed[name]])
    .filter(([, value]) => value !== undefined && value !== ''));
}
