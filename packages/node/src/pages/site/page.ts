/** What tests drive from outside: an engine in a real page, as an application has it. */
import { createEngine, wakuSignals, type BrowserEngine, type BrowserNetwork } from '@passel/core/browser'
import type { PrivacyClass, Transfer, TransferState } from '@passel/core'

declare global {
  interface Window { page: typeof page }
}

let engine: BrowserEngine
/** Connections that the page has made, so that tests can count and cut them. */
const connections: RTCPeerConnection[] = []

globalThis.RTCPeerConnection = class extends RTCPeerConnection {
  constructor (configuration?: RTCConfiguration) {
    super(configuration)
    connections.push(this)
  }
}

/** The same bytes for the same seed on every machine, without a repeating pattern. */
function plainBytes (length: number, seed: number): Uint8Array<ArrayBuffer> {
  const words = new Uint32Array(length / 4)
  let word = seed
  for (let i = 0; i < words.length; i++) {
    word = Math.imul(word, 1_664_525) + 1_013_904_223
    words[i] = word ^ (word >>> 15)
  }
  return new Uint8Array(words.buffer)
}

async function digestOf (bytes: BufferSource): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** A handle that needs nobody's leave after a reload, as one that a person has allowed for good. */
async function keptFile (name: string, bytes: Uint8Array<ArrayBuffer>): Promise<FileSystemFileHandle> {
  const handle = await (await navigator.storage.getDirectory()).getFileHandle(name, { create: true })
  const writable = await handle.createWritable()
  await writable.write(bytes)
  await writable.close()
  return handle
}

function transfer (id: string): Transfer {
  const found = engine.transfer(id)
  if (found === undefined) throw new Error(`no transfer ${id}`)
  return found
}

/** Resolves with the first state that is as wanted. */
async function until (id: string, wanted: (state: TransferState) => boolean): Promise<TransferState> {
  const { state, subscribe } = transfer(id)
  if (wanted(state())) return state()
  return await new Promise((resolve) => {
    const stop = subscribe((now) => {
      if (!wanted(now)) return
      stop()
      resolve(now)
    })
  })
}

/** Goes on with the stream that `sendHeld` began. */
let release = (): void => undefined

const page = {
  trouble: [] as string[],
  async open (network: BrowserNetwork, downloadBytesPerSecond?: number): Promise<void> {
    engine = await createEngine({
      app: '/pages/1',
      network,
      ...(downloadBytesPerSecond !== undefined && { downloadBytesPerSecond }),
      onTrouble: (where, error) => { page.trouble.push(`${where}: ${String(error)}`) }
    })
  },
  /** As `open`, with a light node that the application has anyway. */
  async openOverNode ({ waku, relays }: Required<Pick<BrowserNetwork, 'waku' | 'relays'>>): Promise<void> {
    const { createLightNode } = await import('@waku/sdk')
    const node = await createLightNode({
      networkConfig: { clusterId: waku.cluster, numShardsInCluster: waku.shards },
      defaultBootstrap: false,
      bootstrapPeers: [...waku.nodes],
      // Pages refuse private addresses and plain WebSockets otherwise.
      libp2p: { filterMultiaddrs: false, connectionGater: { denyDialMultiaddr: () => false } }
    })
    engine = await createEngine({ app: '/pages/1', signals: wakuSignals(node), network: { relays, allowLocal: true } })
  },
  warm: async (privacy: PrivacyClass) => await engine.warm(privacy),
  async send (bytes: number, seed: number, privacy: PrivacyClass) {
    const plain = plainBytes(bytes, seed)
    const sent = await engine.send(new File([plain], 'photo.bin'), { privacy })
    return { id: sent.id, text: sent.text, digest: await digestOf(plain) }
  },
  /** Sends a stream that stops after so many bytes until it is released. */
  async sendHeld (bytes: number, held: number, seed: number, privacy: PrivacyClass) {
    const plain = plainBytes(bytes, seed)
    const released = new Promise<void>((resolve) => { release = resolve })
    const pieces = (async function * () {
      yield plain.slice(0, held)
      await released
      for (let at = held; at < bytes; at += 65_536) yield plain.slice(at, Math.min(at + 65_536, bytes))
    })()
    const sent = await engine.send(pieces, { privacy, size: bytes })
    return { id: sent.id, text: sent.text, digest: await digestOf(plain) }
  },
  release: () => release(),
  /** Sends a file that is gone with the page, or a handle of one that stays. */
  async sendFile (bytes: number, seed: number, kind: 'file' | 'handle') {
    const plain = plainBytes(bytes, seed)
    const source = kind === 'file' ? new File([plain], 'photo.bin') : await keptFile(`photo-${seed}.bin`, plain)
    const sent = await engine.send(source, { privacy: 'direct' })
    return { id: sent.id, text: sent.text, digest: await digestOf(plain) }
  },
  /** Chooses the file of `sendFile` again. */
  giveFile: async (id: string, bytes: number, seed: number) => {
    await transfer(id).resume({ kind: 'blob', blob: new File([plainBytes(bytes, seed)], 'photo.bin') })
  },
  receive: async (text: string) => (await engine.receive(text)).id,
  done: async (id: string) => {
    await transfer(id).done()
    return transfer(id).state()
  },
  /** Waits until so many plain bytes are there. */
  loaded: async (id: string, bytes: number) => await until(id, ({ progress }) => progress.loaded >= bytes),
  path: async (id: string, path: 'direct' | 'relayed') => await until(id, (state) => state.path === path),
  owner: async (id: string, owner: 'this-tab' | 'other-tab') => await until(id, (state) => state.owner === owner),
  state: (id: string) => transfer(id).state(),
  ids: () => engine.transfers().map(({ id }) => id),
  digest: async (id: string) => await digestOf(await (await transfer(id).blob()).arrayBuffer()),
  /** The same through the stream, from an offset. */
  digestFrom: async (id: string, start: number) =>
    await digestOf(await new Response(transfer(id).stream({ start })).arrayBuffer()),
  peerConnections: () => connections.length,
  cutPeerConnections: () => { for (const connection of connections) connection.close() },
  close: async () => await engine.close()
}

window.page = page
