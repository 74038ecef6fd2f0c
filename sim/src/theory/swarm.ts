/** What a swarm shares out. Sizes in bytes, speeds in bytes a second. */
export interface Distribution {
  readonly bytes: number
  readonly sourceUp: number
  readonly receivers: readonly { readonly up: number, readonly down: number }[]
}

/**
 * Least seconds in which one source and its receivers can get everything to everybody, whatever they do: the source
 * must say every byte once, the slowest receiver must hear every byte, and all uplinks together must carry every copy.
 * Kumar and Ross, "Peer-assisted file distribution: the minimum distribution time", IEEE HotWeb 2006.
 */
export function leastSeconds ({ bytes, sourceUp, receivers }: Distribution): number {
  let totalUp = sourceUp
  let slowest = Infinity
  for (const { up, down } of receivers) {
    totalUp += up
    slowest = Math.min(slowest, down)
  }
  return Math.max(bytes / sourceUp, bytes / slowest, receivers.length * bytes / totalUp)
}

/** Seconds when nobody but the source gives anything: every copy goes through its uplink. */
export function sourceAloneSeconds (bytes: number, sourceUp: number, receivers: number): number {
  return receivers * bytes / sourceUp
}

/** Rates of a swarm that people join and leave, in files or peers a second. */
export interface OpenSwarm {
  /** Files a second that one member can give, and take. */
  readonly up: number
  readonly down: number
  /** Finished members that leave, a second and member. */
  readonly leave: number
  /** Share of their uplink that members which are not finished find use for. @default 1 */
  readonly effectiveness?: number
  /** Files a second from somebody who never leaves, and newcomers a second who share that. @default nobody */
  readonly origin?: { readonly up: number, readonly arrivals: number }
}

/**
 * Mean seconds until a newcomer to an open swarm is finished, once it is steady and nobody gives up: 1/beta =
 * max(1/c, (1/eta)(1/mu - 1/gamma)). Qiu and Srikant, "Modeling and performance analysis of BitTorrent-like
 * peer-to-peer networks", SIGCOMM 2004. The origin is not in their paper: its uplink is one more term in the balance.
 */
export function openSwarmSeconds ({ up, down, leave, effectiveness = 1, origin }: OpenSwarm): number {
  const spared = origin === undefined ? 0 : origin.up / (origin.arrivals * up)
  return Math.max(1 / down, (1 / up - 1 / leave - spared) / effectiveness)
}
