import { concat, encodeFrame, type WireFrame } from '@passel/core/pure'
import { DIALLER, LISTENER, RELAYS } from './make-reference.ts'
import { drawn } from './maker.ts'

const head = { page: 2, digest: drawn('digest', 32), final: true, signature: drawn('signature', 64) }
const everyOther = Array.from({ length: 40 }, (_, i) => ({ first: 1000 + 2 * i, count: 1 }))

/** Chunk and page numbers are plain numbers here; inside the engine they are branded. */
const FRAMES = [
  [1, { type: 'open', name: drawn('name', 32), nonce: drawn('nonce', 32), mac: drawn('opening mac', 32) }],
  [1, { type: 'proof', mac: drawn('mac', 32) }],
  [1, { type: 'close', reason: 'done' }],
  [2, { type: 'close', reason: 'refused' }],
  [0, { type: 'have', ranges: [] }],
  [300, { type: 'have', ranges: [{ first: 0, count: 5 }, { first: 7, count: 1 }, { first: 1000, count: 261144 }] }],
  [300, { type: 'have', ranges: everyOther }],
  [300, { type: 'have', ranges: [{ first: 2 ** 18 + 256, count: 2 }] }],
  [300, { type: 'head', head }],
  [300, { type: 'want-pages', first: 0, count: 4 }],
  [300, { type: 'page', head }, drawn('block', 200)],
  [300, {
    type: 'request',
    items: [{ chunk: 0, offset: 0, length: 262144 }, { chunk: 9, offset: 130000, length: 132144 }],
  }],
  [300, { type: 'data', chunk: 0, offset: 0 }, drawn('slice', 100)],
  [300, { type: 'data', chunk: 262143, offset: 195000 }, drawn('slice', 1)],
  [300, { type: 'data', chunk: 2 ** 18 + 256, offset: 65000 }, drawn('slice', 10)],
  [300, { type: 'cancel', chunks: [0, 9, 2 ** 18 + 256] }],
  [300, { type: 'refuse', chunks: [262143] }],
  [300, {
    type: 'peers',
    peers: [{ peer: DIALLER, addresses: ['/ip4/192.0.2.7/tcp/4001'] }, { peer: LISTENER, addresses: [] }],
    relays: RELAYS,
  }],
  [300, { type: 'receipt', receipt: { key: 0, finalPage: drawn('digest', 32), signature: drawn('signature', 64) } }],
  [300, { type: 'release', signature: drawn('signature', 64) }],
  [300, { type: 'columns', columns: [0, 3, 254], full: false }],
  [300, { type: 'columns', columns: [], full: true }],
  [300, { type: 'ping', token: 0 }],
  [2 ** 32 - 1, { type: 'pong', token: 2 ** 32 - 1 }],
] as unknown as readonly (readonly [number, WireFrame, Uint8Array?])[]

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'))

/** Every kind of frame, one that a later version may add, and bytes that end a connection. */
export function frameVectors () {
  return {
    valid: FRAMES.map(([channel, frame, tail]) => {
      const bytes = concat(...encodeFrame(channel, frame, tail))
      return { channel, frame, tail: tail ?? new Uint8Array(0), bytes }
    }),
    skipped: { why: 'field 1000, with a tail of 3 bytes', bytes: hex('08 0801 1003 c23e01ff aabbcc') },
    invalid: [
      { why: 'a header of 20481 bytes', bytes: hex('81a001') },
      { why: 'a header length of more than three bytes', bytes: hex('80808001') },
      { why: 'a header that ends inside a number', bytes: hex('0208ff') },
      { why: 'a tail of 65537 bytes', bytes: hex('08 10818004 1a020801') },
      { why: 'a slice without bytes', bytes: hex('04 1a020801') },
      { why: 'a slice that ends behind the largest chunk', bytes: hex('08 1002 1a0410ffff0f 0000') },
      { why: 'a ping with a tail', bytes: hex('06 1001 72020801 00') },
      { why: 'chunk 4456448, which no payload has', bytes: hex('07 4a05 0880809002') },
      { why: 'a request for no bytes', bytes: hex('06 2204 0a020801') },
      { why: 'a signature of one byte', bytes: hex('05 6a03 0a0107') },
      { why: 'a have-map with a run of none', bytes: hex('06 2a04 0a020500') },
      { why: 'column 255, which no payload has', bytes: hex('06 a20103 08ff01') },
      { why: 'page 4096', bytes: hex('07 3a05 0880201001') },
      { why: 'a peer id that is not ASCII', bytes: hex('07 5a05 0a030a01c3') },
    ],
  }
}
