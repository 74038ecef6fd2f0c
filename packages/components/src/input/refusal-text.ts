import type { Words } from '../messages/messages-context.tsx'
import type { Refused, RefusalCode } from './refusal.ts'

interface Limits {
  readonly maxSize: number | undefined
  readonly minSize: number | undefined
  readonly maxFiles: number
}

/** Why a file was not taken: what the application said, what the engine said, or which limit it broke. */
export function refusalText ({ code, message, cause }: Refused, limits: Limits, words: Words): string {
  const { refusals, errors, format } = words
  if (message !== undefined) return message
  if (cause !== undefined) return errors[cause]
  const broken: Partial<Record<RefusalCode, string>> = {
    'too-large': format.bytes(limits.maxSize ?? 0),
    'too-small': format.bytes(limits.minSize ?? 0),
    'too-many': format.count(limits.maxFiles)
  }
  return refusals[code](broken[code] ?? '')
}
