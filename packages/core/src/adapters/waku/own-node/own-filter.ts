import { FILTER_PING_MS, SERVICE_ANSWER_MS } from '../../../limits.ts'
import type { WakuDecoder, WakuLightNode, WakuReceived } from '../light-node.ts'
import { within } from '../patience.ts'
import type { SdkPeerId, WakuSdk } from './sdk.ts'
import type { ServiceNodes } from './service-nodes.ts'

type Decoder = ReturnType<InstanceType<WakuSdk['WakuNode']>['createDecoder']>

export interface OwnFilterNeeds {
  readonly sdk: WakuSdk
  readonly libp2p: ConstructorParameters<WakuSdk['waku']['FilterCore']>[1]
  readonly nodes: ServiceNodes
  /** Ends the connection to a service node that does not answer any more. */
  readonly hangUp: (id: SdkPeerId) => void
  /** All subscriptions ended, though the connection did not. */
  readonly onLost: () => void
}

/** A filter that listens at one service node and says when that is lost; the SDK's changes nodes silently. */
export interface OwnFilter {
  readonly filter: WakuLightNode['filter']
  /** The service node that pushes to us. */
  readonly at: () => SdkPeerId | undefined
  /** To be called when a node was lost; true when it was ours, and all subscriptions ended with it. */
  lose (id: string): boolean
  stop (): Promise<void>
}

export async function createOwnFilter ({ sdk, libp2p, nodes, hangUp, onLost }: OwnFilterNeeds): Promise<OwnFilter> {
  const { FilterCore } = sdk.waku
  const topics = new Map<string, { readonly decoder: Decoder, readonly onMessage: (message: WakuReceived) => void }>()
  let at: SdkPeerId | undefined

  const core = new FilterCore(async (pubsubTopic, message) => {
    const topic = topics.get(message.contentTopic)
    if (topic === undefined || topic.decoder.pubsubTopic !== pubsubTopic) return
    const decoded = await topic.decoder.fromProtoObj(pubsubTopic, message as Parameters<Decoder['fromProtoObj']>[1])
    if (decoded !== undefined) topic.onMessage(decoded)
  }, libp2p)
  await core.start()
  const pinging = setInterval(() => { void ping() }, FILTER_PING_MS)

  async function ping (): Promise<void> {
    const id = at
    if (id === undefined || topics.size === 0) return
    const { success } = await answered(core.ping(id))
    if (success === null && at === id) {
      nodes.blame('filter', id)
      hangUp(id)
    }
  }

  async function subscribe (
    decoders: readonly Decoder[],
    onMessage: (message: WakuReceived) => void
  ): Promise<boolean> {
    const id = at ?? nodes.offering('filter')[0]
    const [first] = decoders
    if (id === undefined || first === undefined) return false
    at = id
    for (const decoder of decoders) topics.set(decoder.contentTopic, { decoder, onMessage })
    const { success } = await answered(core.subscribe(first.pubsubTopic, id, namesOf(decoders)))
    if (success !== null) return at === id
    nodes.blame('filter', id)
    forget(decoders)
    // One node for all: where another may take them, those that this one did take move as well.
    if (topics.size > 0 && nodes.offering('filter')[0] !== id) {
      lose(id.toString())
      onLost()
    }
    return false
  }

  async function unsubscribe (decoders: readonly Decoder[]): Promise<boolean> {
    const id = at
    const [first] = decoders
    forget(decoders)
    if (id === undefined || first === undefined) return true
    const { success } = await answered(core.unsubscribe(first.pubsubTopic, id, namesOf(decoders)))
    return success !== null
  }

  function forget (decoders: readonly Decoder[]): void {
    for (const decoder of decoders) {
      if (topics.get(decoder.contentTopic)?.decoder === decoder) topics.delete(decoder.contentTopic)
    }
    if (topics.size === 0) at = undefined // free to choose another node next time
  }

  function lose (id: string): boolean {
    if (at?.toString() !== id) return false
    at = undefined
    topics.clear()
    return true
  }

  return {
    filter: {
      subscribe: async (decoders, onMessage) => await subscribe(ours(decoders), onMessage),
      unsubscribe: async (decoders) => await unsubscribe(ours(decoders))
    },
    at: () => at,
    lose,
    async stop () {
      clearInterval(pinging)
      await core.stop()
    }
  }
}

function namesOf (decoders: readonly Decoder[]): string[] {
  return decoders.map(({ contentTopic }) => contentTopic)
}

/** Decoders come from the node that this filter is part of. */
function ours (decoders: WakuDecoder | WakuDecoder[]): Decoder[] {
  return [decoders].flat() as Decoder[]
}

/** The answer of a service node, or a failure when none came in time: a half-dead connection answers nothing. */
async function answered (answer: Promise<{ readonly success: unknown }>): Promise<{ readonly success: unknown }> {
  try {
    return await within(answer, SERVICE_ANSWER_MS)
  } catch {
    return { success: null }
  }
}
