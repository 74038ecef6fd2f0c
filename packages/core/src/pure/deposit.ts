import type { HeldPayload } from './held-payload.ts'

/** Asks a keeper to hold columns of a payload. The policy is not in it: that comes from page 0, signed. */
export interface DepositRequest {
  /** `hints`: where the keeper finds members later, the depositor first. */
  readonly payload: HeldPayload
  /** Columns wanted, ascending, each once. */
  readonly columns: readonly number[]
  /** Sealed bytes of all these columns together; more is not kept. */
  readonly bytes: number
  /** A token of the keeper's operator, see grant.ts. */
  readonly grant?: Uint8Array
}

/**
 * Why a keeper says no, and what can be done:
 * - `not-a-keeper`: nothing here keeps for others, ask another
 * - `grant-needed`: the common pool takes no more of this size or no payloads at all, ask the operator for a grant
 * - `grant-forged`, `grant-expired`, `grant-of-another`: this token is of no use, ask for a new one
 * - `grant-used`: what is kept under this token reaches its bytes; wait, or ask for a larger one
 * - `quota`: this peer, or its network, has its share of the keeper; wait
 * - `full`, `disk-full`: the keeper has no room for anybody; wait or ask another
 * - `busy`: too many ask at once; wait a little
 * - `draining`: the keeper shuts down; ask another
 * - `too-large`: more than this keeper takes of one payload
 * - `expired`: the payload's time is up
 * - `author-differs`: this swarm is kept already, for another author key
 * - `refused`: anything that a later version may say
 */
export const DEPOSIT_REFUSALS = [
  'not-a-keeper', 'grant-needed', 'grant-forged', 'grant-expired', 'grant-of-another', 'grant-used', 'quota', 'full',
  'disk-full', 'busy', 'draining', 'too-large', 'expired', 'author-differs', 'refused',
] as const
export type DepositRefusal = typeof DEPOSIT_REFUSALS[number]

/** What a keeper answers. */
export type DepositAnswer =
  | {
    readonly accepted: true
    /** Which of the columns it will fetch, ascending. */
    readonly columns: readonly number[]
    /** Wall time (ms) until which it keeps them, unless they are released before. */
    readonly untilMs: number
  }
  | {
    readonly accepted: false
    readonly reason: DepositRefusal
    /** Milliseconds after which to ask again; absent: not before something changed. */
    readonly retryMs?: number
  }
