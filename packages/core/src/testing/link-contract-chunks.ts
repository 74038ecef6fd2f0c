import { chunkNo, type ChanNo, type ChunkNo } from '../ids.ts'
import { CHUNK_BYTES, SLICE_BYTES } from '../limits.ts'
import {
  CHUNK, chunkBytes, connect, join, keysOf, meet, sendChunks, type LinkScenario, type Member, type Way,
} from './link-contract-member.ts'
import { same } from './store-expect.ts'

/** Bytes that a member took of a chunk, and bytes it had no use for. */
function taken (member: Member, chunk: ChunkNo): { accepted: number, wasted: number } {
  const mine = member.told('bytesIn').filter(([, which]) => which === chunk)
  const [accepted, wasted] = ([2, 3] as const).map((at) => mine.reduce((sum, given) => sum + given[at], 0))
  return { accepted: accepted!, wasted: wasted! }
}

/** Without printing a quarter of a megabyte when it fails. */
function sameBytes (buffer: ArrayBuffer | undefined, wanted: Uint8Array, what: string): void {
  const bytes = new Uint8Array(buffer ?? new ArrayBuffer(0))
  same(bytes.length, wanted.length, `length of ${what}`)
  same(bytes.findIndex((byte, at) => byte !== wanted[at]), -1, `first difference in ${what}`)
}

function outcomes (member: Member): [ChanNo, ChunkNo, string][] {
  return member.told('chunkOut').map(([chan, chunk,, outcome]) => [chan, chunk, outcome])
}

/** Moving chunks over one way. */
export function chunkScenarios (way: Way): LinkScenario[] {
  const scenarios: LinkScenario[] = [
    {
      title: 'a chunk arrives as it was sent, and every byte is accounted for on both sides',
      run: async (harness) => {
        const { a, b, chan, swarm } = await meet(harness, way)
        a.link.expect(chan.a, CHUNK, CHUNK_BYTES, false)
        b.link.sendChunk(chan.b, CHUNK, 0, chunkBytes(0))
        await harness.until(() => a.told('chunkIn').length === 1, 'the chunk')
        const [inSwarm, chunk, buffer, senders] = a.told('chunkIn')[0]!
        same([inSwarm, chunk, senders], [swarm.a, CHUNK, [chan.a]], 'what came')
        sameBytes(buffer, chunkBytes(0), 'the chunk')
        same(taken(a, CHUNK), { accepted: CHUNK_BYTES, wasted: 0 }, 'bytes in')
        same(a.told('bytesIn').at(-1)?.[4], CHUNK_BYTES, 'filled at the end')
        same(b.told('chunkOut'), [[chan.b, CHUNK, CHUNK_BYTES, 'sent']], 'what left')
      },
    },
    {
      title: 'the bytes of a chunk that has left belong to its giver again, who may write over them',
      run: async (harness) => {
        const { a, b, chan } = await meet(harness, way)
        let good = 0
        a.on('chunkIn', (_swarm, chunk, buffer) => {
          const wanted = chunkBytes(chunk)
          if (new Uint8Array(buffer).every((byte, at) => byte === wanted[at])) good++
        })
        const given = Array.from({ length: 24 }, (_, chunk) => chunkBytes(chunk))
        b.on('chunkOut', (_chan, chunk) => { given[chunk]!.fill(0) })
        for (const chunk of given.keys()) a.link.expect(chan.a, chunkNo(chunk), CHUNK_BYTES, false)
        for (const [chunk, bytes] of given.entries()) b.link.sendChunk(chan.b, chunkNo(chunk), 0, bytes)
        await harness.until(() => a.told('chunkIn').length === 24, 'all chunks')
        same(good, 24, 'good chunks')
      },
    },
    {
      title: 'many chunks arrive whole through buffers that are given back',
      run: async (harness) => {
        const { a, b, chan } = await meet(harness, way)
        const buffers = new Set<ArrayBuffer>()
        let good = 0
        a.on('chunkIn', (_swarm, chunk, buffer) => {
          buffers.add(buffer)
          const wanted = chunkBytes(chunk)
          if (new Uint8Array(buffer).every((byte, at) => byte === wanted[at])) good++
          a.link.recycle(buffer)
        })
        sendChunks(a, chan.a, b, chan.b, 24)
        await harness.until(() => a.told('chunkIn').length === 24, 'all chunks')
        same(good, 24, 'good chunks')
        same(buffers.size < 24, true, `buffers used again (${buffers.size})`)
      },
    },
    {
      title: 'control frames pass chunks that wait',
      run: async (harness) => {
        const { a, b, chan } = await meet(harness, way)
        sendChunks(a, chan.a, b, chan.b, 24)
        b.link.sendFrame(chan.b, { type: 'ping', token: 1 })
        await harness.until(() => a.told('chunkIn').length === 24, 'all chunks')
        const ping = a.heard.findIndex(({ name }) => name === 'frame')
        const before = a.heard.slice(0, ping).filter(({ name }) => name === 'chunkIn').length
        same(ping >= 0 && before < 20, true, `a frame in time (${before} chunks before it)`)
      },
    },
    {
      title: 'channels of one connection take turns',
      run: async (harness) => {
        const { a, b, conn, chan } = await meet(harness, way)
        a.link.admit(keysOf(1, 7))
        b.link.admit(keysOf(2, 7))
        const second = await join(harness, { a, b }, conn, keysOf(1).swarm)
        sendChunks(a, chan.a, b, chan.b, 40)
        sendChunks(a, second.a, b, second.b, 10)
        await harness.until(() => a.told('chunkIn').length === 50, 'all chunks')
        const swarms = a.told('chunkIn').map(([swarm]) => swarm)
        const shortEnd = swarms.lastIndexOf(keysOf(1).swarm)
        same(shortEnd < swarms.length - 5, true, 'the later and shorter row is through before the longer one')
      },
    },
    {
      title: 'a chunk that is not expected is wasted, and no more comes of it',
      run: async (harness) => {
        const { a, b, chan, conn } = await meet(harness, way)
        b.link.sendChunk(chan.b, CHUNK, 0, chunkBytes(0))
        b.link.sendChunk(chan.b, chunkNo(1), 0, chunkBytes(1))
        a.link.expect(chan.a, chunkNo(1), CHUNK_BYTES, false)
        await harness.until(() => a.told('chunkIn').length === 1, 'the chunk that is expected')
        same(taken(a, CHUNK), { accepted: 0, wasted: CHUNK_BYTES }, 'bytes of the other')
        same(a.told('connDown').includes([conn.a]), false, 'the connection is down')
      },
    },
    {
      title: 'half a chunk waits for the rest, also over another connection',
      run: async (harness) => {
        const { a, b, chan, swarm } = await meet(harness, way)
        const whole = chunkBytes(0)
        a.link.expect(chan.a, CHUNK, CHUNK_BYTES, false)
        b.link.sendChunk(chan.b, CHUNK, 0, whole.slice(0, 100_000))
        await harness.until(() => taken(a, CHUNK).accepted === 100_000, 'the first half')
        const conn = way === 'upgrade' ? await connect(harness, a, b, 'relayed') : await connect(harness, a, b, way)
        const other = await join(harness, { a, b }, { a: conn.here, b: conn.there }, swarm.a)
        a.link.expect(other.a, CHUNK, CHUNK_BYTES, false)
        b.link.sendChunk(other.b, CHUNK, 90_000, whole.slice(90_000)) // a little of it again
        await harness.until(() => a.told('chunkIn').length === 1, 'the chunk')
        const [,, buffer, senders] = a.told('chunkIn')[0]!
        sameBytes(buffer, whole, 'the chunk')
        same([...senders].sort(), [chan.a, other.a].sort(), 'who gave bytes')
        same(taken(a, CHUNK), { accepted: CHUNK_BYTES, wasted: 10_000 }, 'bytes')
      },
    },
    {
      title: 'a chunk expected from one channel alone takes nothing from another; a dropped one begins anew',
      run: async (harness) => {
        const { a, b, chan, swarm } = await meet(harness, way)
        const conn = way === 'upgrade' ? await connect(harness, a, b, 'relayed') : await connect(harness, a, b, way)
        const other = await join(harness, { a, b }, { a: conn.here, b: conn.there }, swarm.a)
        a.link.expect(chan.a, CHUNK, CHUNK_BYTES, false)
        a.link.expect(other.a, CHUNK, CHUNK_BYTES, false)
        b.link.sendChunk(chan.b, CHUNK, 0, new Uint8Array(50_000).fill(66))
        await harness.until(() => taken(a, CHUNK).accepted === 50_000, 'the bad beginning')
        a.link.drop(swarm.a, CHUNK)
        a.link.expect(chan.a, CHUNK, CHUNK_BYTES, false)
        a.link.expect(other.a, CHUNK, CHUNK_BYTES, true)
        b.link.sendChunk(chan.b, CHUNK, 0, new Uint8Array(50_000).fill(66))
        await harness.until(() => taken(a, CHUNK).wasted === 50_000, 'the bad beginning again, to be wasted')
        b.link.sendChunk(other.b, CHUNK, 0, chunkBytes(0))
        await harness.until(() => a.told('chunkIn').length === 1, 'the chunk')
        sameBytes(a.told('chunkIn')[0]![2], chunkBytes(0), 'the chunk')
        same(a.told('chunkIn')[0]![3], [other.a], 'who gave bytes')
      },
    },
    {
      title: 'a send is aborted between slices, says how much left, and the rest can be asked for',
      run: async (harness) => {
        const { a, b, chan } = await meet(harness, way)
        const last = 40
        sendChunks(a, chan.a, b, chan.b, last + 1)
        b.link.abortSend(chan.b, chunkNo(last))
        await harness.until(() => b.told('chunkOut').length === last + 1, 'an outcome for each')
        const [,, sent, outcome] = b.told('chunkOut').find(([, chunk]) => chunk === last)!
        same([outcome, sent < CHUNK_BYTES], ['aborted', true], 'outcome of the last')
        same(outcomes(b).filter(([,, each]) => each === 'sent').length, last, 'chunks sent')
        b.link.sendChunk(chan.b, chunkNo(last), sent, chunkBytes(last).slice(sent))
        await harness.until(() => a.told('chunkIn').length === last + 1, 'all chunks')
        same(taken(a, chunkNo(last)), { accepted: CHUNK_BYTES, wasted: 0 }, 'bytes of the last')
      },
    },
    {
      title: 'a part from the middle of a chunk comes in slices at their places',
      run: async (harness) => {
        const { a, b, chan } = await meet(harness, way)
        const whole = chunkBytes(5)
        a.link.expect(chan.a, CHUNK, CHUNK_BYTES, false)
        const part = SLICE_BYTES + 7
        for (let at = 0; at < CHUNK_BYTES; at += part) b.link.sendChunk(chan.b, CHUNK, at, whole.slice(at, at + part))
        await harness.until(() => a.told('chunkIn').length === 1, 'the chunk')
        sameBytes(a.told('chunkIn')[0]![2], whole, 'the chunk')
      },
    },
    {
      title: 'a lost connection says which chunks did not leave, then its channels, then itself',
      run: async (harness) => {
        const { a, b, conn, chan } = await meet(harness, way)
        sendChunks(a, chan.a, b, chan.b, 40)
        b.link.hangUp(conn.b)
        const told = b.heard.slice(b.heard.findLastIndex(({ name }) => name === 'joined') + 1).map(({ name }) => name)
        same(told.slice(-2), ['left', 'connDown'], 'the last words')
        same(outcomes(b).length, 40, 'outcomes')
        same(outcomes(b).some(([,, outcome]) => outcome === 'closed'), true, 'some chunk did not leave')
        same(b.told('left'), [[chan.b, 'closed']], 'left')
        await harness.until(() => a.told('connDown').some(([gone]) => gone === conn.a), 'the end at the other side')
        same(a.told('left').find(([left]) => left === chan.a), [chan.a, 'closed'], 'left there')
        b.link.sendChunk(chan.b, CHUNK, 0, chunkBytes(0))
        same(outcomes(b).at(-1), [chan.b, CHUNK, 'closed'], 'a chunk for a channel that is gone')
      },
    },
  ]
  return scenarios.map(({ title, run }) => ({ title: `${way}: ${title}`, run }))
}
