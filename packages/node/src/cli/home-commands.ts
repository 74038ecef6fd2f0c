import type { Command } from 'commander'
import { PasselError, formatReference, type Reference, type StoredTransfer, type StorePort } from '@passel/core'
import { openNodeStore } from '../store/index.ts'
import { formatBytes } from './format.ts'
import { withHome } from './network-options.ts'
import { safeName } from './safe-name.ts'

interface HomeOptions { readonly home: string, readonly json?: true }

/** Commands that only look at a home, or tidy it: no network is opened. */
export function homeCommands (program: Command): void {
  withHome(program.command('ls'))
    .description('list transfers')
    .option('--json', 'one JSON line each')
    .action(({ home, json }: HomeOptions) => withStore(home, async (_store, stored) => {
      for (const transfer of stored) {
        const line = json === true ? JSON.stringify(lineOf(transfer)) : textOf(transfer)
        process.stdout.write(`${line}\n`)
      }
      if (stored.length === 0 && json !== true) process.stderr.write('No transfers.\n')
    }))

  withHome(program.command('rm'))
    .argument('<number...>', 'numbers of transfers, as `passel ls` shows them')
    .description('forget transfers; the files you sent or saved stay')
    .action((numbers: string[], options: HomeOptions) => withStore(options.home, async (store, stored) => {
      for (const number of numbers) {
        const transfer = stored.find(({ swarm }) => String(swarm) === number)
        if (transfer === undefined) throw new PasselError('not-found', `no transfer ${number}: see \`passel ls\``)
        await store.forget(transfer.swarm)
        process.stdout.write(`forgot ${number}\n`)
      }
    }))
}

type Work = (store: StorePort, stored: StoredTransfer[]) => Promise<void>

/** Opens a home's store alone, and closes it whatever happens. */
export async function withStore (home: string, work: Work): Promise<void> {
  const store = openNodeStore(home)
  try {
    await work(store, await store.open())
  } finally {
    await store.close()
  }
}

/** What is kept for others cannot be read here, and has no reference. */
function referenceOf ({ init }: StoredTransfer): Reference | undefined {
  return init.role === 'hold' ? undefined : init.reference
}

function lineOf (transfer: StoredTransfer): Record<string, unknown> {
  const { swarm, init, state, paused, pages, failure } = transfer
  const reference = referenceOf(transfer)
  return {
    number: swarm,
    role: init.role,
    name: reference?.name ?? null,
    size: pages.at(-1)?.size ?? reference?.size ?? null,
    chunks: chunksOf(transfer),
    state: failure ?? (paused ? 'paused' : state),
    reference: reference === undefined ? null : formatReference(reference)
  }
}

function chunksOf ({ pages, have }: StoredTransfer): { have: number, known: number } {
  const last = pages.findLast(({ kind }) => kind !== 'parity')
  let count = 0
  for (const byte of have) for (let bits = byte; bits !== 0; bits &= bits - 1) count++
  return { have: count, known: last === undefined ? 0 : last.first + last.count }
}

function textOf (transfer: StoredTransfer): string {
  const { swarm, init, state, paused, pages, failure } = transfer
  const reference = referenceOf(transfer)
  const size = pages.at(-1)?.size ?? reference?.size
  const { have, known } = chunksOf(transfer)
  return [
    String(swarm).padStart(4),
    init.role.padEnd(4),
    (failure ?? (paused ? 'paused' : state)).padEnd(7),
    `${have} of ${known} chunks`,
    size === undefined ? '' : formatBytes(size),
    reference?.name === undefined ? '' : safeName(reference)
  ].join('  ').trimEnd()
}
