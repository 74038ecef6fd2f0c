import { PasselError, type PasselErrorCode } from '../../errors.ts'

const HINTS: Partial<Record<PasselErrorCode, string>> = {
  quota: 'the browser gives this site no more room: remove transfers or free space, then resume',
}

/** What a browser's storage answers with, as an error of ours; `what` is the file or database it is about. */
export function translated (error: unknown, what: string): PasselError {
  if (error instanceof PasselError) return error
  // A full medium has the same name as a used-up allowance.
  const code = nameOf(error) === 'QuotaExceededError' ? 'quota' : 'io'
  const reason = HINTS[code] ?? (error instanceof Error ? error.message : String(error))
  return new PasselError(code, `${what}: ${reason}`, { cause: error })
}

/** The name of a DOMException, by which they are told apart. */
export function nameOf (error: unknown): string | undefined {
  return error instanceof Error ? error.name : undefined
}
