import type * as Sdk from '@waku/sdk'
import { PasselError } from '../../../errors.ts'

/** The SDK, loaded when a node of our own is made and not before. */
export type WakuSdk = typeof Sdk
/** Ids of the libp2p that the SDK brings, another major version than ours. */
export type SdkPeerId = Parameters<InstanceType<WakuSdk['waku']['FilterCore']>['ping']>[0]

/** Throws `unsupported` when `@waku/sdk` is not installed. */
export async function loadSdk (): Promise<WakuSdk> {
  try {
    return await import('@waku/sdk')
  } catch (error) {
    throw new PasselError('unsupported', 'install @waku/sdk, or give wakuSignals a light node', { cause: error })
  }
}
