/** A hash over everything that happened: two runs of one seed must end with the same one. */
export interface Trace {
  /** Folds in a label and any plain value (numbers, strings, bytes, arrays, records). */
  add (label: string, value: unknown): void
  readonly hash: string
  readonly entries: number
}

/** Creates an empty trace. `listener` sees each entry too, for a person who looks for the first difference. */
export function createTrace (listener?: (label: string, value: unknown) => void): Trace {
  let low = 0x811c9dc5
  let high = 0xc2b2ae35
  let entries = 0

  function mix (word: number): void {
    low = Math.imul(low ^ word, 0x01000193)
    high = Math.imul((high << 5) ^ (high >>> 27) ^ word, 0x9e3779b1)
  }

  function fold (value: unknown): void {
    switch (typeof value) {
      case 'number': {
        mix(value | 0)
        // Fractions and what lies above 32 bits.
        mix(Math.round((value - Math.floor(value)) * 2 ** 31) ^ Math.floor(value / 2 ** 32))
        return
      }
      case 'string': {
        for (let index = 0; index < value.length; index++) mix(value.charCodeAt(index))
        mix(value.length)
        return
      }
      case 'boolean': mix(value ? 1 : 2); return
      case 'object': break
      default: mix(3); return
    }
    if (value === null) mix(4)
    else if (value instanceof Uint8Array) {
      mix(value.length)
      for (const byte of value) mix(byte)
    } else if (Array.isArray(value)) {
      mix(value.length)
      for (const item of value) fold(item)
    } else {
      for (const [key, item] of Object.entries(value)) {
        fold(key)
        fold(item)
      }
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
