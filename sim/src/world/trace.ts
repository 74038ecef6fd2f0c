/** A hash over everything that happened: two runs of one seed must end with the same one. */
export interface Trace {
  /** Folds in a label and any plain value (numbers, strings, bytes, arrays, records). */
  add (label: string, value: unknown): void
  readonly hash: string
  readonly entries: number
}

/** Texts whose hash is remembered. */
const MAX_TEXTS = 100_000
/** Bytes of a value that count. */
const MAX_BYTES = 16

/** Creates an empty trace. `listener` sees each entry too, for a person who looks for the first difference. */
export function createTrace (listener?: (label: string, value: unknown) => void): Trace {
  let low = 0x811c9dc5
  let high = 0xc2b2ae35
  let entries = 0
  const texts = new Map<string, number>()

  function mix (word: number): void {
    low = Math.imul(low ^ word, 0x01000193)
    high = Math.imul((high << 5) ^ (high >>> 27) ^ word, 0x9e3779b1)
  }

  /** The same few texts come again and again: each is read once. */
  function textHash (text: string): number {
    let hash = texts.get(text)
    if (hash === undefined) {
      hash = 0x811c9dc5
      for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
      if (texts.size >= MAX_TEXTS) texts.clear()
      texts.set(text, hash)
    }
    return hash
  }

  /** Values in the order of their keys' making, which one program always makes alike; not the keys themselves. */
  function fold (value: unknown): void {
    switch (typeof value) {
      case 'number': {
        const whole = value | 0
        mix(whole)
        // Fractions and what lies above 32 bits.
        if (whole !== value) mix(Math.round((value - Math.floor(value)) * 2 ** 31) ^ Math.floor(value / 2 ** 32))
        return
      }
      case 'string': mix(textHash(value)); return
      case 'boolean': mix(value ? 1 : 2); return
      case 'object': break
      default: mix(3); return
    }
    if (value === null) mix(4)
    else if (value instanceof Uint8Array) {
      mix(value.length)
      // Bytes are digests and signatures: their beginning tells them apart.
      for (let index = 0; index < value.length && index < MAX_BYTES; index++) mix(value[index]!)
    } else if (Array.isArray(value)) {
      mix(value.length)
      for (const item of value) fold(item)
    } else {
      for (const key in value) fold((value as Record<string, unknown>)[key])
    }
  }

  return {
    add (label, value) {
      entries++
      fold(label)
      fold(value)
      listener?.(label, value)
    },
    get hash () {
      return (high >>> 0).toString(16).padStart(8, '0') + (low >>> 0).toString(16).padStart(8, '0')
    },
    get entries () { return entries },
  }
}
