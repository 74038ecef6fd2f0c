import { createWriteStream } from 'node:fs'
import type { EngineOptions } from '@passel/core'

/** Secrets that travel inside events: a transfer's reference and its author's key. */
const HIDDEN = new Set(['init', 'secret', 'authorSecret'])

/** Appends one JSON line for each event: the time, the event, its effects. */
export function writeTrace (file: string): NonNullable<EngineOptions['onEvent']> {
  const out = createWriteStream(file, { flags: 'a' })
  return ({ mono }, event, effects) => {
    const line = JSON.stringify({ ms: Math.round(mono), event, effects }, (key, value: unknown) => {
      if (HIDDEN.has(key)) return '(hidden)'
      return value instanceof Uint8Array ? `${value.length} bytes` : value
    })
    out.write(`${line}\n`)
  }
}
