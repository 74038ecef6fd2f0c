import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { CreateSignalPort, Engine } from '@passel/core'
import { createArchiveReader, type ArchiveReader } from '@passel/core/archive'
import { wakuSignals } from '@passel/core/waku'
import { networkOf, positive } from './network-options.ts'
import { tellTrouble, warmUp, withSession, type SessionOptions } from './session.ts'

export interface ReadingOptions extends SessionOptions { readonly patience: number }

/** Options of every command that reads an archive. */
export function withReading (command: Command): Command {
  return withSession(command)
    .argument('<series>', 'an announcement of the archive (passel-series:...), or @file that holds one')
    .option('--patience <seconds>', 'seconds to wait for a part that nobody online gives', positive, 60)
}

/** Carries announcements; null where the network has no Waku nodes. */
export async function announcementsOf (options: SessionOptions): Promise<CreateSignalPort | null> {
  const { waku } = await networkOf(options)
  if (waku.nodes.length === 0) return null
  const { cluster: clusterId, shards: numShardsInCluster, nodes: bootstrapPeers } = waku
  return wakuSignals({ app: options.app, clusterId, numShardsInCluster, bootstrapPeers })
}

/** A reader that has heard of what is new. Waku being away is told, and what the announcement says is used. */
export async function openArchive (engine: Engine, series: string, options: ReadingOptions): Promise<ArchiveReader> {
  const text = series.startsWith('@') ? await readFile(series.slice(1), 'utf8') : series
  const trouble = tellTrouble(options)
  const reader = await createArchiveReader(engine, await announcementsOf(options), {
    series: text, patienceMs: options.patience * 1000, onTrouble: (error) => trouble('archive', error)
  })
  await warmUp(engine, 'relayed')
  await reader.refresh().catch((error: unknown) => trouble('archive', error))
  return reader
}
