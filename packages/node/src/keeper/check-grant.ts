import { errorCode, type SystemPort } from '@passel/core'
import type { CheckedGrant } from '@passel/core/machines'
import { decodeGrant, toHex } from '@passel/core/pure'

/**
 * What a token is worth here: `forged` unless one of the operators' keys (32 bytes each) signed it. It is read from
 * anybody, so what is malformed is forged too.
 */
export async function checkGrant (
  token: Uint8Array | undefined, operators: readonly Uint8Array[], system: Pick<SystemPort, 'verify'>,
): Promise<CheckedGrant | 'forged' | undefined> {
  if (token === undefined) return undefined
  try {
    const { grant: { id, bytes, untilMs, peer }, message, signature } = decodeGrant(token)
    for (const operator of operators) {
      if (!await system.verify(operator, message, signature)) continue
      return { id: toHex(id), bytes, untilMs, ...(peer !== undefined && { peer }) }
    }
  } catch (error) {
    if (errorCode(error) !== 'frame-malformed') throw error
  }
  return 'forged'
}
