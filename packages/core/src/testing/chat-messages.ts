import { messageHash, type ArchivedMessage } from '../archive/pure/message.ts'
import { utf8 } from '../pure/bytes.ts'

const WORDS = ('the of and to in is it you that was for on are with as they be at one have this from or had by word ' +
  'but what some we can out other were all there when up use your how said an each she which do their time if will ' +
  'way about many then them write would like so these her long make thing see him two has look more day could go ' +
  'come did number sound no most people over know water than call first who may down side been now find meeting ' +
  'tomorrow question answer thanks channel release token wallet node browser error again works great').split(' ')

/** Numbers that look random and are the same at every run (xorshift32). */
export function drawNumbers (seed: number): (below: number) => number {
  let state = seed | 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

export interface ChatOptions {
  readonly seed?: number
  /** Time of the first message. */
  readonly fromMs?: number
  /** Mean milliseconds between two messages. */
  readonly gapMs?: number
  readonly pubsubTopic?: string
  readonly contentTopic?: string
}

/** What a chat's messages look like on Waku: a JSON text with id, sender, time and a sentence or two. */
export function * chatMessages (count: number, options: ChatOptions = {}): Generator<ArchivedMessage> {
  const {
    seed = 7, fromMs = 1_790_000_000_000, gapMs = 30_000, pubsubTopic = '/waku/2/rs/1/0',
    contentTopic = '/sample-chat/1/lounge/proto'
  } = options
  const draw = drawNumbers(seed)
  let atMs = fromMs
  for (let i = 0; i < count; i++) {
    const sender = `0x${hex(drawNumbers(1 + draw(50)), 40)}`
    const text = Array.from({ length: 4 + draw(24) }, () => WORDS[draw(WORDS.length)]).join(' ')
    const payload = utf8(JSON.stringify({ id: hex(draw, 16), sender, timestamp: atMs, type: 'text', text }))
    const message = { pubsubTopic, contentTopic, payload, timestampNs: BigInt(atMs) * 1_000_000n }
    yield { ...message, hash: messageHash(message) }
    atMs += 1 + draw(Math.ceil(2 * gapMs))
  }
}

function hex (draw: (below: number) => number, digits: number): string {
  return Array.from({ length: digits }, () => draw(16).toString(16)).join('')
}
