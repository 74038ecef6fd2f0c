/** WebTorrent in a page: its own store, its own WebRTC; the bench carries the signalling. */
import SimplePeer from '@thaunknown/simple-peer/lite.js'
import { base64 } from 'multiformats/bases/base64'
import WebTorrent, { type Torrent } from 'webtorrent/dist/webtorrent.min.js'
import { expectPlain } from './plain-bytes.ts'
import { preparedFile } from './prepared.ts'
import { sharedNow } from './shared-now.ts'
import { emitSignal, takeSignalsWith } from './signals.ts'

let torrent: Torrent | undefined

function current(): Torrent {
  if (torrent === undefined) throw new Error('the page has no torrent')
  return torrent
}

function createClient(): WebTorrent {
  const client = new WebTorrent({ dht: false, lsd: false, tracker: false, utPex: false, webSeeds: false })
  client.on('error', (error: unknown) => { throw error })
  return client
}

function connect(initiator: boolean): void {
  const peer = new SimplePeer({ initiator, trickle: true, config: { iceServers: [] } })
  peer.on('signal', emitSignal)
  takeSignalsWith((signal) => peer.signal(signal))
  peer.on('connect', () => current().addPeer(peer))
}

/** Seeds what was prepared; the torrent file, as text. */
export async function seedTorrent(): Promise<string> {
  torrent = await new Promise<Torrent>((resolve) => createClient().seed(preparedFile(), { announce: [] }, resolve))
  connect(false)
  return base64.encode(torrent.torrentFile)
}

/** Downloads into the store that WebTorrent takes in a page; seconds from its first bytes until all is there. */
export async function fetchTorrent(torrentFile: string): Promise<number> {
  const added = createClient().add(base64.decode(torrentFile), { announce: [] })
  torrent = added
  await new Promise((resolve) => added.once('ready', resolve))
  const first = new Promise<number>((resolve) => added.once('download', () => resolve(sharedNow())))
  const done = new Promise<number>((resolve) => added.once('done', () => resolve(sharedNow())))
  connect(true)
  return (await done - await first) / 1000
}

/** Throws when what was downloaded is not what was prepared. */
export async function verifyTorrent(bytes: number): Promise<void> {
  const [file] = current().files
  if (file === undefined) throw new Error('the torrent has no file')
  await expectPlain(await file.blob(), bytes)
}
