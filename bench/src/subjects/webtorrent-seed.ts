/** Seeds one file from disk. */
import { once } from 'node:events'
import type { Torrent } from 'webtorrent'
import { serve } from './serve.ts'
import { createTorrentClient } from './webtorrent-client.ts'

export interface WebTorrentSeedOptions {
  readonly path: string
}

export interface WebTorrentSeedReady {
  /** Where to dial. */
  readonly port: number
  /** The torrent file, base64. */
  readonly torrentFile: string
}

serve<WebTorrentSeedOptions, WebTorrentSeedReady>(async ({ path }) => {
  const client = createTorrentClient()
  client.on('error', (error) => {
    throw error
  })
  const listening = once(client, 'listening')
  const torrent = await new Promise<Torrent>((resolve) => client.seed(path, { announce: [] }, resolve))
  await listening
  return { ready: { port: client.torrentPort, torrentFile: Buffer.from(torrent.torrentFile).toString('base64') } }
})
