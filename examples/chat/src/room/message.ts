/** What people say to each other. An attachment is a reference: a few hundred bytes, however large the file is. */
export interface ChatMessage {
  readonly id: string
  readonly author: string
  readonly sentAtMs: number
  readonly text?: string
  readonly attachment?: string
}

/** Said now and then by whoever is in the room. */
export interface Presence { readonly here: string }

const MAX_TEXT_LENGTH = 4000
const MAX_NAME_LENGTH = 40

export function encodeWords (words: ChatMessage | Presence): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(words))
}

/** Members can write anything: what is not of this form is nothing. */
export function decodeWords (payload: Uint8Array): ChatMessage | Presence | undefined {
  const value = parse(payload)
  if (typeof value !== 'object' || value === null) return undefined
  const { here, id, author, sentAtMs, text, attachment } = value as Record<string, unknown>
  if (isShort(here, MAX_NAME_LENGTH)) return { here }
  if (!isShort(id, 64) || !isShort(author, MAX_NAME_LENGTH) || typeof sentAtMs !== 'number') return undefined
  const said = {
    ...(isShort(text, MAX_TEXT_LENGTH) && { text }),
    ...(typeof attachment === 'string' && attachment.startsWith('passel:') && { attachment }),
  }
  return 'text' in said || 'attachment' in said ? { id, author, sentAtMs, ...said } : undefined
}

function isShort (value: unknown, most: number): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= most
}

function parse (payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(payload))
  } catch {
    return undefined // noise, or a newer version's form
  }
}
