import { createReadStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createHash, randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Engine } from '@passel/core'
import { createEngine, startLocalNetwork } from '@passel/node'
import { PATIENCE_SECONDS, type Story, type Told } from './story.ts'

/**
 * Plays a story in real time: engines of @passel/node in this process, over TCP on loopback, with Waku nodes and a
 * relay beside them. Every copy is compared with what was sent.
 */
export async function playReal ({ receivers, bytes, up, privacy }: Story): Promise<Told> {
  const folder = await mkdtemp(join(tmpdir(), 'passel-second-tier-'))
  const network = await startLocalNetwork()
  const engines: Engine[] = []

  async function open (name: string): Promise<Engine> {
    const engine = await createEngine({
      home: join(folder, name),
      network: network.description,
      uploadBytesPerSecond: up,
      ...(privacy === 'direct' && { listen: ['/ip4/127.0.0.1/tcp/0'] }),
    })
    engines.push(engine)
    return engine
  }

  try {
    const source = join(folder, 'source')
    await writeFile(source, randomBytes(bytes))
    const sender = await open('sender')
    await sender.warm(privacy, AbortSignal.timeout(10_000))
    const getters = await Promise.all(Array.from({ length: receivers }, (_, index) => open(`receiver-${index}`)))
    const sent = await sender.send({ kind: 'path', path: source }, { privacy, audience: 'group' })
    const startMs = performance.now()
    const signal = AbortSignal.timeout(PATIENCE_SECONDS * 1000)
    const got = await Promise.all(getters.map(async (engine, index) => {
      const path = join(folder, `copy-${index}`)
      const transfer = await engine.receive(sent.text, { target: { kind: 'path', path } })
      await transfer.done(signal)
      return { transfer, path, seconds: (performance.now() - startMs) / 1000 }
    }))
    const digest = await digestOf(source)
    for (const { path } of got) if (await digestOf(path) !== digest) throw new Error(`${path} is not what was sent`)
    const received = got.reduce((sum, { transfer }) => sum + transfer.state().traffic.in, 0)
    return {
      firstByte: got.map(({ transfer }) => transfer.state().firstByteMs! / 1000),
      completion: got.map(({ seconds }) => seconds),
      senderShare: sent.state().traffic.out / received,
      seconds: Math.max(...got.map(({ seconds }) => seconds)),
    }
  } finally {
    await Promise.all(engines.map(engine => engine.close()))
    await network.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

async function digestOf (path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}
