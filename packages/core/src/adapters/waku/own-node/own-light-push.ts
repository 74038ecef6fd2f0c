import { SERVICE_ANSWER_MS } from '../../../limits.ts'
import type { WakuLightNode } from '../light-node.ts'
import { within } from '../patience.ts'
import type { SdkPeerId, WakuSdk } from './sdk.ts'
import type { ServiceNodes } from './service-nodes.ts'

type Core = InstanceType<WakuSdk['waku']['LightPushCore']>

export interface OwnLightPushNeeds {
  readonly sdk: WakuSdk
  readonly libp2p: ConstructorParameters<WakuSdk['waku']['LightPushCore']>[0]
  readonly nodes: ServiceNodes
  /** The service node that pushes to us. */
  readonly filterAt: () => SdkPeerId | undefined
}

/**
 * A light push to one service node at a time, another than the one we listen at where there is one: no single node then
 * sees both what we say and what we hear. The SDK's pushes to all it is connected to.
 */
export function createOwnLightPush ({ sdk, libp2p, nodes, filterAt }: OwnLightPushNeeds): WakuLightNode['lightPush'] {
  const core: Core = new sdk.waku.LightPushCore(libp2p)

  async function push (...given: Parameters<Core['send']>): Promise<string | undefined> {
    try {
      return (await within(core.send(...given), SERVICE_ANSWER_MS)).failure?.error
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }

  return {
    async send (encoder, message) {
      const [id] = nodes.offering('light-push', filterAt()?.toString())
      if (id === undefined) return { successes: [], failures: [{ error: sdk.LightPushError.NO_PEER_AVAILABLE }] }
      const error = await push(encoder as Parameters<Core['send']>[0], message, id)
      if (error === undefined) return { successes: [id], failures: [] }
      nodes.blame('light-push', id)
      return { successes: [], failures: [{ error }] }
    }
  }
}
