import type { Libp2p } from '@libp2p/interface'
import { proto_lightpush as proto } from '@waku/proto'
import { answerRequests } from './answer-requests.ts'
import type { Publish } from './publish.ts'
import { STATUS, statusOf } from './status.ts'

const LIGHT_PUSH_V3_PROTOCOL = '/vac/waku/lightpush/3.0.0'

/** Serves 19/WAKU2-LIGHTPUSH version 3: publishes for clients that do not relay. */
export async function serveLightPushV3 (libp2p: Libp2p, publish: Publish): Promise<void> {
  await answerRequests(libp2p, LIGHT_PUSH_V3_PROTOCOL, async (bytes, client) => {
    const { requestId, pubsubTopic, message } = proto.LightPushRequestV3.decode(bytes)
    try {
      const relayPeerCount = await publish(pubsubTopic, message, client)
      return proto.LightPushResponseV3.encode({ requestId, statusCode: STATUS.ok, relayPeerCount })
    } catch (error) {
      const { status, reason } = statusOf(error)
      return proto.LightPushResponseV3.encode({ requestId, statusCode: status, statusDesc: reason })
    }
  })
}
