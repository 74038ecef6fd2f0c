import type { PasselErrorCode } from '@passel/core'

/** Why a file was not taken. `unsent`: it was, and then the engine could not begin; `cause` says why. */
export type RefusalCode = 'wrong-type' | 'too-large' | 'too-small' | 'too-many' | 'invalid' | 'unsent'

export interface Refusal {
  readonly id: number
  readonly file: File
  readonly code: RefusalCode
  /** What the application's own check said, or why it could not be sent. */
  readonly message: string | undefined
  readonly cause: PasselErrorCode | undefined
}
