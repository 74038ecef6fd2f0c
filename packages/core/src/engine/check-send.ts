import { PasselError } from '../errors.ts'
import { MAX_COLUMNS } from '../limits.ts'
import type { Audience, Until } from '../ports.ts'
import { isWhole } from '../pure/bytes.ts'
import type { SendOptions } from './options.ts'

/** What is made of a sender's options where they leave something open. */
export interface CheckedSend {
  readonly audience: Audience
  readonly until: Until
  /** Others are to keep it. */
  readonly kept: boolean
}

/** Throws `bad-option` for options that no payload could have. */
export function checkSend ({ audience = 'one', holders, ...options }: SendOptions): CheckedSend {
  const until = options.until ?? (audience === 'one' ? 'received' : 'forever')
  if (audience === 'group' && until === 'received') {
    throw new PasselError('bad-option', 'until: a group sends no receipts; choose sealed, held or forever')
  }
  if (holders !== undefined && !(isWhole(holders.of, 1, MAX_COLUMNS) && isWhole(holders.need, 1, holders.of))) {
    throw new PasselError('bad-option', `holders: need 1 to of, of 1 to ${MAX_COLUMNS}`)
  }
  return { audience, until, kept: holders !== undefined || until === 'held' }
}
