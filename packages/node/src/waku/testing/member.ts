/**
 * A member as a process: `node member.ts NETWORK`. It says each line of standard input, tells as JSON lines what it
 * hears and whether it is up, closes when the input ends, and then has nothing left that would keep the process alive.
 */
import { createInterface } from 'node:readline'
import { wakuSignals } from '@passel/core/waku'
import { readNetworkFile } from '../../network/network-file.ts'

const BUCKET = 3
const { waku } = await readNetworkFile(process.argv[2] ?? '', { waitMs: 10_000 })
const tell = (fact: object): void => { process.stdout.write(`${JSON.stringify({ atMs: Date.now(), ...fact })}\n`) }

const signals = await wakuSignals({
  app: '/passel-test/1',
  clusterId: waku.cluster,
  numShardsInCluster: waku.shards,
  bootstrapPeers: waku.nodes
})({
  message: (_bucket, payload, sentAtMs) => tell({ heard: new TextDecoder().decode(payload), sentAtMs }),
  health: (state) => tell({ state })
})
signals.watch([BUCKET])
for await (const line of createInterface({ input: process.stdin })) {
  await signals.publish(BUCKET, new TextEncoder().encode(line), true).then(
    () => tell({ said: line }),
    (error: unknown) => tell({ unsaid: line, error: String(error) })
  )
}
await signals.close()
tell({ state: 'closed' })
