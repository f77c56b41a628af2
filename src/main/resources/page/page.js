// Nothing here sends anything by itself: mail scanners run scripts too, so only a person who presses a button may act.

const form = document.querySelector('form');
const token = document.querySelector('.from-link input');
const button = document.querySelector('.primary');
const toggles = [];

/** Moves the token of the mailed link out of the address bar into its field. The history entry keeps it for a reload. */
function takeToken() {
  const fragment = location.hash.slice(1);
  if (fragment) history.replaceState({ token: fragment }, '', location.pathname + location.search);
  if (!token) return;
  token.value = history.state?.token ?? token.value;
  token.closest('.field').hidden = token.value !== '' && !token.matches('[aria-invalid]');
}

/** Adds the button that shows a password, and hides it again. */
function addToggle(input) {
  const toggle = document.createElement('button');
  toggle.type = 'button';
  toggle.className = 'toggle';
  toggle.id = `${input.id}-toggle`;
  toggle.setAttribute('aria-labelledby', `${toggle.id} ${input.id}-label`);
  toggle.show = shown => {
    input.type = shown ? 'text' : 'password';
    toggle.textContent = shown ? form.dataset.hide : form.dataset.show;
  };
  toggle.show(false);
  toggle.addEventListener('click', () => toggle.show(input.type === 'password'));
  input.parentElement.classList.add('secret');
  input.after(toggle);
  toggles.push(toggle);
}

function setBusy(busy) {
  button.disabled = busy;
  form.setAttribute('aria-busy', busy);
}

/** Another link, pasted where one was used up, is only another fragment to the browser: an empty query makes it load the page. */
function takeNext() {
  if (token) takeToken();
  else if (location.hash) location.replace(`${location.pathname}?${location.hash}`);
}

/** Shows the passkey to the page's form, as the code would be. */
async function usePasskey(button) {
  const { credential, supported } = await import('../../passkeys.js');
  button.hidden = !supported();
  button.addEventListener('click', async () => {
    setBusy(true);
    try {
      const { id, response } = await credential(form.elements.mfa_token.value);
      const { clientDataJSON, authenticatorData, signature, userHandle } = response;
      form.elements.passkey.value = [id, clientDataJSON, authenticatorData, signature, userHandle ?? ''].join('.');
      form.submit();
    } catch {
      setBusy(false);
      complain(form.dataset.passkeyFailed);
    }
  });
}

/** Says what went wrong without an answer of the server. */
function complain(text) {
  const problem = document.querySelector('[role=alert]') ?? document.createElement('div');
  problem.className = 'alert';
  problem.setAttribute('role', 'alert');
  problem.textContent = text;
  form.before(problem);
}

takeToken();
addEventListener('hashchange', takeNext);

if (form) {
  form.querySelectorAll('[type=password]').forEach(addToggle);
  form.querySelectorAll('.passkey').forEach(usePasskey);
  form.addEventListener('submit', () => {
    toggles.forEach(toggle => toggle.show(false));
    setBusy(true);
  });
  // The browser may show this page again as it was left.
  addEventListener('pageshow', () => setBusy(false));
}

(document.querySelector('[aria-invalid]') ?? document.querySelector('[role=alert]'))?.focus();
