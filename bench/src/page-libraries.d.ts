/** The parts of libraries without types that pages of the bench use. */
declare module 'webtorrent/dist/webtorrent.min.js' {
  export interface Torrent {
    readonly torrentFile: Uint8Array
    readonly files: readonly { blob(): Promise<Blob> }[]
    addPeer(peer: object): boolean
    once(event: 'ready' | 'download' | 'done', listener: (...given: unknown[]) => void): void
  }

  export default class WebTorrent {
    constructor(options: { dht: false; lsd: false; tracker: false; utPex: false; webSeeds: false })
    on(event: 'error', listener: (error: unknown) => void): void
    seed(file: File, options: { announce: string[] }, onSeed: (torrent: Torrent) => void): void
    add(torrentFile: Uint8Array, options: { announce: string[] }): Torrent
  }
}

declare module '@thaunknown/simple-peer/lite.js' {
  export default class SimplePeer {
    constructor(options: { initiator: boolean; trickle: boolean; config: RTCConfiguration })
    on(event: 'signal', listener: (signal: object) => void): void
    on(event: 'connect', listener: () => void): void
    signal(signal: object): void
  }
}
