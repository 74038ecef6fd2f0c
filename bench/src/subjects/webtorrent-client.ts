import WebTorrent from 'webtorrent'

/** A client that finds nobody by itself and talks plain TCP on loopback. */
export function createTorrentClient(): WebTorrent {
  return new WebTorrent({
    dht: false,
    lsd: false,
    natPmp: false,
    natUpnp: false,
    // 0 is no encryption at all, the fastest setting; the default obfuscates the handshake.
    secure: 0,
    tracker: false,
    utPex: false,
    utp: false,
    webSeeds: false,
  })
}
