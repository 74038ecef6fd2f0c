/** A story small enough for sockets: played by the same machines in virtual time and by whole engines in real time. */
export interface Story {
  readonly name: string
  /** One sentence. */
  readonly title: string
  readonly receivers: number
  readonly bytes: number
  /** Bytes a second that each engine gives at most: what stands for a line, where loopback has none. */
  readonly up: number
  /** `direct` peers listen and are dialled; `relayed` ones meet at one relay. */
  readonly privacy: 'direct' | 'relayed'
}

/** What a playing of a story is measured by, in seconds but for the share. */
export interface Told {
  readonly firstByte: readonly number[]
  readonly completion: readonly number[]
  /** Of all bytes that were received, those that the sender gave. */
  readonly senderShare: number
  /** Until everybody had all. */
  readonly seconds: number
}

const MB = 1e6

export const STORIES: readonly Story[] = [
  {
    name: 'one to one', title: 'One sender, one receiver, 8 MB at 4 MB/s', receivers: 1, bytes: 8 * MB, up: 4 * MB,
    privacy: 'direct',
  },
  {
    name: 'one to nineteen', title: 'One sender, nineteen receivers, 16 MB, each gives 1 MB/s', receivers: 19,
    bytes: 16 * MB, up: MB, privacy: 'direct',
  },
  {
    name: 'one to four, relayed', title: 'One sender, four receivers that meet at a relay, 4 MB, each gives 1 MB/s',
    receivers: 4, bytes: 4 * MB, up: MB, privacy: 'relayed',
  },
]

/** Nobody waits for a story longer than so many seconds. */
export const PATIENCE_SECONDS = 300
