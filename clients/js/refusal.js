/** An answer of Latchkey that is not what was asked for, in the words of the contract. */
export class Refusal extends Error {
  name = 'Refusal'

  constructor(answer, said) {
    const fields = fieldsOf(said)
    const lines = Object.entries(fields).map(([field, sentences]) => `${field}: ${sentences.join(' ')}`)
    super([sentence(said), ...lines].filter(Boolean).join('\n') || `Latchkey answers ${answer.status}`)
    this.status = answer.status
    this.said = said
    this.fields = fields
    this.retryAfter = Number(answer.headers.get('Retry-After')) || undefined
  }
}

const sentence = ({ title, message, error, detail, non_field_errors: general }) =>
  title ?? message ?? error ?? (typeof detail === 'string' ? detail : general?.join(' '))

/** The sentences of each invalid field, wherever the contract has them. */
function fieldsOf({ errors, detail, mfa_required, non_field_errors, ...said }) {
  if (errors) return errors
  if (Array.isArray(detail)) return Object.fromEntries(detail.map(({ loc, msg }) => [loc.at(-1), [msg]]))
  return Object.fromEntries(Object.entries(said).filter(([, sentences]) => Array.isArray(sentences)))
}

/** What an answer says; a proxy in between may have answered with a page. */
export async function read(answer) {
  const text = await answer.text()
  if (answer.ok) return text && JSON.parse(text)
  throw new Refusal(answer, parsed(text))
}

function parsed(text) {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}
