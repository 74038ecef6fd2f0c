import { PasselError } from '@passel/core'
import type { ArchivedMessage, MessageToArchive } from '@passel/core/archive'

/** A message as one line of JSON; bytes in base64, the time in nanoseconds as text (JSON's numbers are too short). */
export interface MessageLine {
  readonly pubsubTopic: string
  readonly contentTopic: string
  readonly payload: string
  readonly timestamp: string
  readonly meta?: string
  readonly sdsId?: string
  /** 64 hexadecimal digits. */
  readonly hash?: string
}

export function writeMessageLine ({ hash, payload, timestampNs, meta, sdsId, ...topics }: ArchivedMessage): string {
  const line: MessageLine = {
    ...topics,
    payload: base64(payload),
    timestamp: String(timestampNs),
    ...(meta === undefined ? {} : { meta: base64(meta) }),
    ...(sdsId === undefined ? {} : { sdsId }),
    hash: Buffer.from(hash).toString('hex')
  }
  return JSON.stringify(line)
}

/** Reads a line. Fails with `bad-option`, naming what is wrong with which line. */
export function readMessageLine (text: string, number: number): MessageToArchive {
  const refuse = (why: string): never => { throw new PasselError('bad-option', `line ${number}: ${why}`) }
  const fields = parse(text) ?? refuse('is not a JSON object')
  const word = (name: keyof MessageLine): string => {
    const value = fields[name]
    return typeof value === 'string' ? value : refuse(`${name} is not a text`)
  }
  const bytes = (name: keyof MessageLine): Uint8Array => {
    const written = word(name)
    const read = Buffer.from(written, 'base64')
    if (base64(read).replace(/=+$/, '') !== written.replace(/=+$/, '')) refuse(`${name} is not base64`)
    return new Uint8Array(read)
  }
  const timestamp = word('timestamp')
  if (!/^\d{1,19}$/.test(timestamp)) refuse('timestamp is not a number of nanoseconds')
  const hash = fields.hash === undefined ? undefined : word('hash')
  if (hash !== undefined && !/^[0-9a-f]{64}$/.test(hash)) refuse('hash is not 64 hexadecimal digits')
  return {
    pubsubTopic: word('pubsubTopic'),
    contentTopic: word('contentTopic'),
    payload: bytes('payload'),
    timestampNs: BigInt(timestamp),
    ...(fields.meta === undefined ? {} : { meta: bytes('meta') }),
    ...(fields.sdsId === undefined ? {} : { sdsId: word('sdsId') }),
    ...(hash === undefined ? {} : { hash: new Uint8Array(Buffer.from(hash, 'hex')) })
  }
}

function parse (text: string): Partial<Record<keyof MessageLine, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

function base64 (bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')
}
