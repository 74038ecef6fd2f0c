import type { PasselErrorCode, PauseReason } from '@passel/core'
import type { RefusalCode } from '../input/refusal.ts'

export type Role = 'send' | 'get'

/** Every word that the components say. English is built in; give a `PasselProvider` another one, or parts of one. */
export interface Messages {
  /** For numbers, as `Intl` wants it. */
  readonly locale: string
  readonly direction: 'ltr' | 'rtl'

  readonly unnamedFile: string
  readonly attachments: string
  readonly attach: string
  readonly attachFolder: string
  readonly dropHere: string
  readonly allTransfers: string

  // Buttons: each names its file, because several stand beside each other.
  readonly download: (name: string) => string
  readonly pause: (name: string) => string
  readonly resume: (name: string) => string
  readonly cancel: (name: string) => string
  readonly stopSharing: (name: string) => string
  readonly retry: (name: string) => string
  readonly save: (name: string) => string
  readonly chooseAgain: (name: string) => string
  readonly remove: (name: string) => string
  readonly dismiss: (name: string) => string
  readonly openPicture: (name: string) => string
  readonly pictureOf: (index: string, count: string) => string
  readonly previous: string
  readonly next: string
  readonly close: string
  readonly dismissAll: string
  readonly retryAll: string
  readonly progress: (name: string) => string

  // Where a transfer is.
  readonly idle: string
  readonly queued: string
  readonly preparing: string
  readonly connecting: string
  readonly verifying: string
  readonly holding: string
  readonly delivered: string
  readonly canceled: string
  readonly paused: Readonly<Record<PauseReason, string>>
  readonly errors: Readonly<Record<PasselErrorCode, string>>
  readonly amount: (loaded: string, total: string | null) => string
  readonly speed: (bytes: string) => string
  readonly timeLeft: (time: string) => string
  readonly peers: (count: number, path: 'direct' | 'relayed' | null) => string
  readonly receivedBy: (have: number, of: number) => string
  readonly keepOpen: string
  // Others who keep a file, so that its sender may go.
  readonly heldBy: (have: number, of: number) => string
  /** `when` is relative: `5 min. ago`. */
  readonly heldChecked: (when: string) => string
  readonly keepOpenUntilHeld: string
  readonly mayClose: string
  readonly filesLeft: (count: number) => string

  // Why there is no engine in this page, and what the person can do.
  readonly noEngine: string
  readonly noEngineBecause: Readonly<Record<'insecure' | 'noStorage' | 'noLocks' | 'inUse', string>>
  readonly tryAgain: string

  // Files that were not taken; `limit` is a size or a number, where there is one.
  readonly refused: (name: string, reason: string) => string
  /** Several at once; `reason` where it is the same for all. */
  readonly refusedMany: (count: number, reason: string | null) => string
  readonly andMore: (count: number) => string
  readonly refusals: Readonly<Record<RefusalCode, (limit: string) => string>>

  // Said once each to people who do not see the screen.
  readonly saysStarted: (name: string, role: Role) => string
  readonly saysQuarter: (name: string, percent: string) => string
  readonly saysDone: (name: string, role: Role) => string
  readonly saysKept: (name: string) => string
  readonly saysFailed: (name: string, reason: string) => string
  /** Of many at once. */
  readonly saysMany: (count: number, what: 'started' | 'done' | 'failed', role: Role) => string
}
