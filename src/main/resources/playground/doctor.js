const form = document.querySelector('form');
const at = id => document.getElementById(id);
const asked = `${location.origin}/dev/doctor/request`;

/** What each field had before anybody typed. */
let usual = {};
let latest = 0;

function element(name, attributes, ...children) {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...children);
  return made;
}

async function seen(url = asked, init = {}) {
  const answer = await fetch(url, { cache: 'no-store', ...init });
  return answer.ok ? answer.json() : { message: `The service answers with ${answer.status}.` };
}

function typed() {
  return Object.fromEntries(new FormData(form));
}

function options(select, names) {
  select.replaceChildren(...names.map(name => element('option', {}, name)));
}

/** The service at hand, seen from a frontend that Vite serves; or what the address of this page says. */
async function fill() {
  const service = await seen();
  const names = service.contracts.map(contract => contract.name);
  options(form.elements.contract, names);
  options(form.elements['latchkey.contract.default'], names);
  const proxied = service.host !== location.host;
  usual = {
    ...typed(),
    ...service.settings,
    development: String(service.development),
    page: proxied ? location.origin : 'http://localhost:5173',
    api: location.origin,
    contract: service.settings['latchkey.contract.default'],
    headers: proxied ? arrived(service) : '',
    proxy: proxied ? service.peer : '',
  };
  usual.path = refresh(service, usual.contract);
  const told = Object.fromEntries(new URLSearchParams(location.search));
  for (const [name, value] of Object.entries({ ...usual, ...told })) {
    const field = form.elements[name];
    if (field && !(field.options && [...field.options].every(option => option.value !== value))) {
      form.elements[name].value = value;
    }
  }
  const { contract, path } = form.elements;
  // A path that was typed stays; one that the page chose goes with the contract.
  let chosen = refresh(service, contract.value);
  if (!told.path) {
    path.value = chosen;
  }
  contract.addEventListener('change', () => {
    const before = chosen;
    chosen = refresh(service, contract.value);
    if (path.value === before) {
      path.value = chosen;
    }
  });
  for (const details of form.querySelectorAll('details')) {
    details.open = [...details.querySelectorAll('[name]')].some(field => field.name in told);
  }
  tellSeen(service);
}

function refresh(service, name) {
  const contract = service.contracts.find(known => known.name === name) ?? service.contracts[0];
  return `/${contract.name}${contract.path}`;
}

function arrived(service) {
  return [['Host', service.host], ...Object.entries(service.forwarded)].map(([name, value]) => `${name}: ${value}`).join('\n');
}

async function judge() {
  const turn = ++latest;
  const now = typed();
  const changed = Object.entries(now).filter(([name, value]) => value !== usual[name]);
  history.replaceState(null, '', changed.length ? `?${new URLSearchParams(changed)}` : location.pathname);
  const init = `{ method: 'POST', credentials: '${now.credentials}' }`;
  at('snippet').textContent = `await (await fetch('${now.api}/dev/doctor/request', ${init})).json()`;
  const verdict = await seen(`/dev/doctor/verdict?${new URLSearchParams(now)}`);
  if (turn === latest) {
    show(verdict);
  }
}

function show(verdict) {
  const summary = at('summary');
  summary.className = verdict.message ? '' : verdict.works ? 'good' : 'bad';
  if (verdict.message) {
    summary.textContent = verdict.message;
    at('verdict').replaceChildren();
    return;
  }
  const ways = [...new Set(verdict.findings.filter(found => found.level === 'BAD').map(found => found.by))];
  summary.textContent = verdict.works ? 'It works.' : `It does not work: ${ways.join(', ')}.`;
  at('verdict').replaceChildren(
    ...remedy(verdict),
    ...(verdict.findings.length ? [element('h2', {}, 'Why')] : []),
    element('ul', {}, ...verdict.findings.map(finding)),
    element('h2', {}, 'Step by step'),
    facts(verdict.steps.map(step => [step.what, outcome(step.outcome)])),
    ...(verdict.cookies.length ? [element('h2', {}, 'Cookies')] : []),
    ...verdict.cookies.flatMap(cookie),
    element('h2', {}, 'CORS'),
    ...cors(verdict),
  );
}

function remedy(verdict) {
  if (verdict.works) {
    return [];
  }
  const heading = element('h2', {}, 'What mends it');
  const lines = verdict.remedy?.lines ?? [];
  if (!verdict.remedy) {
    return [heading, element('p', {}, 'No setting does. What is below has to change first.')];
  }
  const others = verdict.findings.some(found => found.level === 'BAD' && found.mends.length);
  const instead = lines.length ? 'A line below helps as well.' : 'No setting: the line below does.';
  const first = verdict.remedy.first ? [element('p', {}, verdict.remedy.first)] : [];
  return [heading, ...first, ...paste(lines), ...(others ? [element('p', {}, instead)] : [])];
}

function paste(lines) {
  const places = new Map();
  for (const line of lines) {
    places.set(line.where, [...(places.get(line.where) ?? []), line.text]);
  }
  return [...places].map(([where, texts]) => {
    const text = texts.join('\n');
    const button = element('button', { type: 'button', ariaLabel: `Copy for ${where}` }, 'Copy');
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(text);
      button.textContent = 'Copied';
    });
    return element('div', {}, element('div', { className: 'place' }, where, button), element('pre', { tabIndex: 0 }, text));
  });
}

function finding(found) {
  const words = { BAD: 'In the way', WARN: 'Mind', NOTE: 'Note' };
  return element(
    'li',
    { className: found.level.toLowerCase() },
    element('strong', {}, `${words[found.level]}: ${found.by}`),
    element('div', {}, found.says),
    ...paste(found.mends),
  );
}

function outcome({ holds, by }) {
  return element(
    'span',
    { className: holds ? 'good' : 'bad' },
    element('strong', {}, holds ? 'yes' : 'no'),
    by.length ? `, ${by.join(', ')}` : '',
  );
}

function cookie(told) {
  return [
    element('h3', {}, element('code', {}, told.name)),
    facts([
      ['Stored', outcome(told.stored)],
      ['Sent by fetch', outcome(told.fetch)],
      ['Sent by a link', outcome(told.navigation)],
      ['Seen by scripts', 'never: HttpOnly'],
    ]),
    element('pre', { tabIndex: 0 }, `Set-Cookie: ${told.header}`),
  ];
}

function cors(verdict) {
  if (!verdict.headers.length) {
    return [element('p', {}, 'One origin: no header is needed.')];
  }
  return [
    element(
      'p',
      {},
      `Two origins of ${verdict.site === 'same-site' ? 'one site' : 'two sites'}.` +
        (verdict.credentials ? " fetch must say credentials: 'include'." : ''),
    ),
    facts(
      verdict.headers.map(header => [
        element('code', {}, header.name),
        element(
          'span',
          { className: header.there ? 'good' : 'bad' },
          element('strong', {}, header.there ? 'there' : 'missing'),
          `: ${header.value}`,
        ),
      ]),
    ),
  ];
}

function facts(pairs) {
  return element('dl', {}, ...pairs.flatMap(([what, how]) => [element('dt', {}, what), element('dd', {}, how)]));
}

function tellSeen(service) {
  at('seen').replaceChildren(
    ...facts([
      ['Scheme', service.scheme],
      ['Host', service.host],
      ['Origin', service.origin ?? 'not said'],
      ['Sec-Fetch-Site', service.site ?? 'not said'],
      ['Connected from', service.peer + (service.believed ? ', a proxy of latchkey.proxies' : '')],
      ...Object.entries(service.forwarded).map(([name, value]) => [
        name,
        `${value}, ${service.believed ? 'believed' : 'not believed'}`,
      ]),
      ['Cookies', service.cookies.join(', ') || 'none'],
    ]).childNodes,
  );
}

/** Asks twice: the first answer sets the cookie, the second request may have it. */
async function attempt() {
  const { api, credentials } = typed();
  at('tried').replaceChildren();
  const ask = () =>
    seen(new URL('/dev/doctor/request', api), {
      method: 'POST',
      credentials,
      headers: { 'Content-Type': 'application/json' },
      body: '{}',
    });
  let answer = null;
  try {
    await ask();
    answer = await ask();
  } catch {
    // What a script is told of it says nothing.
  }
  const verdict = await seen(
    `/dev/doctor/verdict?${new URLSearchParams({
      ...typed(),
      ...answer?.settings,
      page: location.origin,
      contract: 'express',
      path: '/express/api/auth/refresh',
      arrives: '/express/api/auth/refresh',
      embedder: '',
    })}`,
  );
  if (verdict.message) {
    at('tried').textContent = verdict.message;
  } else {
    compare(api, answer, verdict);
  }
}

function compare(api, answer, verdict) {
  const reads = verdict.steps.find(step => step.id === 'reads').outcome.holds;
  const sent = reads && verdict.cookies[0].fetch.holds;
  const rows = [
    ['The answer can be read', reads, answer !== null],
    ['A cookie is stored and sent', sent, answer?.cookies.includes(answer.probe) ?? false],
  ];
  const say = is => (is ? 'yes' : 'no');
  at('tried').replaceChildren(
    element('p', {}, `From ${location.origin} to ${api}:`),
    facts(
      rows.map(([what, expected, happened]) => [
        what,
        element(
          'span',
          { className: expected === happened ? 'good' : 'warn' },
          element('strong', {}, expected === happened ? 'as said' : 'not as said'),
          `: the doctor says ${say(expected)}, it was ${say(happened)}`,
        ),
      ]),
    ),
  );
  if (answer) {
    tellSeen(answer);
  } else {
    at('tried').append(
      element(
        'p',
        {},
        'No answer that this page may read: no server is there, a proxy does not pass /dev on, or the browser refused. Its console says which.',
      ),
    );
  }
}

let pause;
form.addEventListener('input', () => {
  clearTimeout(pause);
  pause = setTimeout(judge, 150);
});
form.addEventListener('submit', event => event.preventDefault());
at('try').addEventListener('click', attempt);
await fill();
await judge();
