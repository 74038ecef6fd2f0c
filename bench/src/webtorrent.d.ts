/** The part of WebTorrent 3 that the bench uses; the package has no types of its own. */
declare module 'webtorrent' {
  import type { EventEmitter } from 'node:events'

  export interface Torrent extends EventEmitter {
    readonly torrentFile: Uint8Array
    readonly length: number
    addPeer(address: string): boolean
  }

  export interface ClientOptions {
    dht?: boolean
    lsd?: boolean
    natPmp?: boolean
    natUpnp?: boolean
    secure?: 0 | 1 | 2
    tracker?: boolean
    utPex?: boolean
    utp?: boolean
    webSeeds?: boolean
  }

  export default class WebTorrent extends EventEmitter {
    constructor(options?: ClientOptions)
    readonly torrentPort: number
    seed(path: string, options: { announce: string[] }, onSeed: (torrent: Torrent) => void): Torrent
    add(torrentFile: Uint8Array, options: { announce: string[]; path: string }): Torrent
  }
}
