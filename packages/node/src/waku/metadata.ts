import type { Libp2p } from '@libp2p/interface'
import { proto_metadata as proto } from '@waku/proto'
import { answerRequests } from './answer-requests.ts'

export const METADATA_PROTOCOL = '/vac/waku/metadata/1.0.0'

/** Serves 66/WAKU2-METADATA: which cluster and shards this node carries. Clients avoid a node that names no shards. */
export async function serveMetadata (libp2p: Libp2p, clusterId: number, shards: number): Promise<void> {
  const numbers = Array.from({ length: shards }, (_, shard) => shard)
  const response = proto.WakuMetadataResponse.encode({ clusterId, shards: numbers })
  await answerRequests(libp2p, METADATA_PROTOCOL, () => response)
}
