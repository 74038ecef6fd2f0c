/**
 * The main job, for eyes: one real file goes from a sender to two receivers in processes of their own that accept no
 * inbound connection, while a receiver, the sender and the relay are killed with SIGKILL on the way.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { formatBytes } from '../cli/format.ts'
import type { GetResult } from '../cli/get.ts'
import { openStage, type Actor } from '../stage/index.ts'

const input = resolve(process.argv[2] ?? process.execPath)
const began = performance.now()

function say (text: string): void {
  process.stdout.write(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${text}\n`)
}

async function sha256 (path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const bytes of createReadStream(path)) hash.update(bytes as Uint8Array)
  return hash.digest('hex')
}

/** Milliseconds until the demo gives up: ten times what it takes on a small machine. */
const PATIENCE_MS = 180_000

const past = (share: number) => ({ progress, lines }: Actor): boolean => progress.ratio >= share || lines.length > 0

const { size } = await stat(input)
process.stdout.write(`Passel: ${input} (${formatBytes(size)}) to two receivers, all behind NAT,\n`)
process.stdout.write('each of them killed or cut off on the way\n\n')
const stage = await openStage()
setTimeout(() => {
  process.stderr.write(`Not done after ${PATIENCE_MS / 1000} s.\n`)
  stage.clear().finally(() => process.exit(1))
}, PATIENCE_MS).unref()
try {
  say('network up: two Waku nodes and one circuit relay')
  let sender = stage.start('sender', 'send', input, '--group')
  await sender.until(({ lines }) => lines.length > 0)
  const reference = sender.lines[0] as string
  say(`sender   has a reference of ${reference.length} characters and starts sealing`)

  const outputs = { anna: join(stage.folder, 'anna.out'), ben: join(stage.folder, 'ben.out') }
  let anna = stage.start('anna', 'get', reference, '--output', outputs.anna)
  const ben = stage.start('ben', 'get', reference, '--output', outputs.ben)

  await anna.until(past(1 / 3))
  const annaAt = anna.progress.ratio
  await anna.kill()
  say(`anna     killed at ${percent(annaAt)}`)
  anna = stage.start('anna', 'resume')
  say('anna     started again with `passel resume`')

  await ben.until(past(1 / 2))
  await sender.kill()
  say(`sender   killed while ben is at ${percent(ben.progress.ratio)}`)
  sender = stage.start('sender', 'resume', '--until', 'forever')
  say('sender   started again with `passel resume`')

  await ben.until(past(2 / 3))
  await stage.relay.kill()
  say(`relay    killed while ben is at ${percent(ben.progress.ratio)} (${ben.progress.path ?? 'no path'})`)
  await stage.startRelay()
  say('relay    back')

  const results = await Promise.all([finish(anna), finish(ben)])
  say('both receivers are done\n')

  const [expected, ...digests] = await Promise.all([input, outputs.anna, outputs.ben].map(sha256))
  const same = digests.every((digest) => digest === expected)
  process.stdout.write(`  sent      ${expected}\n`)
  for (const [i, name] of ['anna', 'ben'].entries()) {
    const { bytesResumed, bytesReceived, bytesTwice } = results[i] as GetResult
    const [fromDisk, received, twice] = [bytesResumed, bytesReceived, bytesTwice].map(formatBytes)
    process.stdout.write(`  ${name.padEnd(8)}  ${digests[i]}\n`)
    process.stdout.write(`            from disk ${fromDisk}, received ${received}, twice ${twice}\n`)
  }
  process.stdout.write(same ? '\nIdentical.\n' : '\nNOT identical.\n')
  process.exitCode = same ? 0 : 1
} finally {
  await stage.clear()
}
process.exit()

function percent (ratio: number): string {
  return `${Math.round(ratio * 100)} %`
}

async function finish (actor: Actor): Promise<GetResult> {
  await actor.until(({ lines }) => lines.length > 0)
  await actor.exited()
  return JSON.parse(actor.lines.at(-1) as string) as GetResult
}
