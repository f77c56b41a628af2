// Nothing here sends anything by itself: mail scanners run scripts too, so only a person who presses a button may act.

const form = document.querySelector('form');
const token = document.querySelector('.from-link input');
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

/** @param pressed the button that was pressed; none if the form waits for the user again */
function setBusy(pressed) {
  form.querySelectorAll('.primary, .passkey').forEach(button => {
    button.disabled = !!pressed;
    button.classList.toggle('busy', button === pressed);
  });
  form.setAttribute('aria-busy', !!pressed);
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
    setBusy(button);
    try {
      form.elements.passkey.value = joined(await credential(form.elements.mfa_token?.value));
      // A passkey replaces them.
      typed().forEach(input => { input.disabled = true; });
      form.submit();
    } catch {
      setBusy();
      complain(form.dataset.passkeyFailed);
    }
  });
}

const typed = () => form.querySelectorAll('[name=username], [name=current_password]');

/** As the form has it. Without one, the server says why: the sign-in is over. */
function joined(signed) {
  if (!signed) return '';
  const { clientDataJSON, authenticatorData, signature, userHandle } = signed.response;
  return [signed.id, clientDataJSON, authenticatorData, signature, userHandle ?? ''].join('.');
}

/** Says what went wrong without an answer of the server. */
function complain(text) {
  const problem = document.querySelector('[role=alert]');
  problem.querySelector('p').textContent = text;
  problem.hidden = false;
  problem.focus();
}

// The link may have been pasted before this script was there. An empty query says that the page was loaded for it.
if (token || location.href.includes('?')) takeToken();
else takeNext();
addEventListener('hashchange', takeNext);

if (form) {
  form.querySelectorAll('[type=password]').forEach(addToggle);
  form.querySelectorAll('.passkey').forEach(usePasskey);
  form.addEventListener('submit', () => {
    toggles.forEach(toggle => toggle.show(false));
    setBusy(form.querySelector('.primary'));
  });
  // The browser may show this page again as it was left.
  addEventListener('pageshow', () => {
    typed().forEach(input => { input.disabled = false; });
    setBusy();
  });
}

(document.querySelector('[aria-invalid]') ?? document.querySelector('[role=alert]'))?.focus();
