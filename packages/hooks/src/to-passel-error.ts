import { errorCode, PasselError } from '@passel/core'

/** The error itself, or one of Passel's around whatever else was thrown. */
export function toPasselError (error: unknown): PasselError {
  if (error instanceof PasselError) return error
  return new PasselError(errorCode(error), error instanceof Error ? error.message : String(error), { cause: error })
}
