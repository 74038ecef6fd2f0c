/** Downloads one torrent into a directory from one seed given by port. */
import { once } from 'node:events'
import type { TransferTimes } from '../transfer.ts'
import { serve } from './serve.ts'
import { createTorrentClient } from './webtorrent-client.ts'

export interface WebTorrentFetchRequest {
  readonly port: number
  readonly torrentFile: string
  /** Directory the file appears in. */
  readonly directory: string
}

serve<object, null, WebTorrentFetchRequest, TransferTimes>(async () => {
  const client = createTorrentClient()
  client.on('error', (error) => {
    throw error
  })
  const answer = async ({ port, torrentFile, directory }: WebTorrentFetchRequest): Promise<TransferTimes> => {
    const torrent = client.add(Buffer.from(torrentFile, 'base64'), { announce: [], path: directory })
    await once(torrent, 'ready')
    const askedAt = performance.now()
    let firstAt = 0
    torrent.once('download', () => (firstAt = performance.now()))
    const done = once(torrent, 'done')
    torrent.addPeer(`127.0.0.1:${port}`)
    await done
    return { bytes: torrent.length, seconds: (performance.now() - firstAt) / 1000, firstByteMs: firstAt - askedAt }
  }
  return { ready: null, answer }
})
