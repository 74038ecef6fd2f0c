import type { PasselErrorCode } from '@passel/core'

/**
 * Why a file was not taken. `unreadable`: the browser may not read it, or the folder. `unsent`: it was taken, and then
 * the engine could not begin; `cause` says why.
 */
export type RefusalCode =
  'wrong-type' | 'too-large' | 'too-small' | 'too-many' | 'invalid' | 'unreadable' | 'empty-folder' | 'unsent'

/** What is known of a file that was not taken. */
export interface Refused {
  readonly name: string
  /** Undefined for folders, and for what could not be opened. */
  readonly file?: File | undefined
  readonly code: RefusalCode
  /** What the application's own check said. */
  readonly message?: string | undefined
  readonly cause?: PasselErrorCode | undefined
}

export interface Refusal extends Refused {
  readonly id: number
}
