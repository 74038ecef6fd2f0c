import type { Libp2p } from '@libp2p/interface'
import { proto_lightpush as proto } from '@waku/proto'
import { answerRequests } from './answer-requests.ts'
import type { Publish } from './publish.ts'
import { Refusal, STATUS, statusOf } from './status.ts'

const LIGHT_PUSH_V2_PROTOCOL = '/vac/waku/lightpush/2.0.0-beta1'

/** Serves the older light push, which answers yes or no and a sentence. */
export async function serveLightPushV2 (libp2p: Libp2p, publish: Publish): Promise<void> {
  await answerRequests(libp2p, LIGHT_PUSH_V2_PROTOCOL, async (bytes, client) => {
    const { requestId, request } = proto.PushRpc.decode(bytes)
    try {
      if (request === undefined) throw new Refusal(STATUS.badRequest, 'no request')
      await publish(request.pubsubTopic, request.message, client)
      return proto.PushRpc.encode({ requestId, response: { isSuccess: true } })
    } catch (error) {
      return proto.PushRpc.encode({ requestId, response: { isSuccess: false, info: statusOf(error).reason } })
    }
  })
}
