import type { DialFailure } from '../../ports.ts'

/** A dial that did not end in an open Passel stream; `code` says what the connector may conclude. */
export class DialError extends Error {
  readonly code: DialFailure

  constructor (code: DialFailure, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'DialError'
    this.code = code
  }
}

/** Names of errors after which the peer was reached and said no; relays say so in words only. */
const REFUSALS = new Set(['UnsupportedProtocolError', 'ConnectionDeniedError', 'ConnectionInterceptedError'])
const RELAY_REFUSAL = /status (NO_RESERVATION|PERMISSION_DENIED|RESOURCE_LIMIT_EXCEEDED|CONNECTION_FAILED)/

/** Sorts what libp2p threw into the failures that the connector tells apart. */
export function toDialError (error: unknown, signal: AbortSignal): DialError {
  if (error instanceof DialError) return error
  if (signal.aborted) return new DialError('timeout', 'the dial was given up', { cause: error })
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  const refused = REFUSALS.has(name) || RELAY_REFUSAL.test(message)
  return new DialError(refused ? 'refused' : 'unreachable', message, { cause: error })
}
