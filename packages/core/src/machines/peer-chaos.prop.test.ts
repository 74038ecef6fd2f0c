import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chanNo, chunkNo, connNo, pageNo, type ChanNo, type ChunkNo } from '../ids.ts'
import { CHUNK_BYTES } from '../limits.ts'
import type { KeepOutcome, PageVerdict } from '../ports.ts'
import type { ControlFrame } from '../pure/frame.ts'
import { drivePeer, framesOf, headOf, ofType, pagesOf, SWARM, type PeerDriver } from '../testing/peer-driver.ts'
import type { Effect } from './effect.ts'
import type { Event } from './event.ts'

const CHUNKS = 24
const PAGES = pagesOf([1, 7, 16], { receiptKeys: 2 })

const chunk = fc.nat(CHUNKS + 3).map(chunkNo)
const bytes = fc.constantFrom(0, 1, 65_000, CHUNK_BYTES - 1, CHUNK_BYTES)
const run = fc.record({ first: fc.nat(CHUNKS - 1).map(chunkNo), count: fc.nat(CHUNKS) })
const outcome = fc.constantFrom<KeepOutcome>('ok', 'ok', 'bad-digest', 'unlisted', 'quota')
const receipt = fc.nat(3).map((key) => ({ key, finalPage: new Uint8Array(32), signature: new Uint8Array(64) }))

const wanted = fc.array(fc.record({
  chunk, offset: fc.constantFrom(0, 65_000), length: fc.constantFrom(1, 65_000),
}), { maxLength: 3 })
const hint = fc.record({ peer: fc.constantFrom('x', 'y', 'me'), addresses: fc.constant([]) })
const hints = fc.array(hint, { maxLength: 2 })
const heads = fc.tuple(fc.nat(6), fc.boolean()).map(([page, final]) => headOf(page, final))
const chunks = fc.array(chunk, { maxLength: 3 })

const frame: fc.Arbitrary<ControlFrame> = fc.oneof(
  fc.array(run, { maxLength: 3 }).map((ranges) => ({ type: 'have' as const, ranges })),
  heads.map((head) => ({ type: 'head' as const, head })),
  fc.tuple(fc.nat(5).map(pageNo), fc.nat(9)).map(([first, count]) => ({ type: 'want-pages' as const, first, count })),
  wanted.map((items) => ({ type: 'request' as const, items })),
  chunks.map((given) => ({ type: 'cancel' as const, chunks: given })),
  chunks.map((given) => ({ type: 'refuse' as const, chunks: given })),
  hints.map((peers) => ({ type: 'peers' as const, peers, relays: ['/relay'] })),
  receipt.map((given) => ({ type: 'receipt' as const, receipt: given })),
  fc.tuple(fc.constantFrom('ping' as const, 'pong' as const), fc.nat(20)).map(([type, token]) => ({ type, token })),
)

/** What links, stores and people may do; members, requests and chunks to keep by their index among those there are. */
type Step =
  | { readonly do: 'join', readonly peer: number }
  | { readonly do: 'pass', readonly ms: number }
  /** Bytes that were asked for come in, some or all. */
  | { readonly do: 'give', readonly which: number, readonly bytes: number }
  | { readonly do: 'keep', readonly which: number, readonly outcome: KeepOutcome }
  | { readonly do: 'refuse', readonly which: number }
  /** Anything, asked for or not. */
  | { readonly do: 'event', readonly member: number, readonly make: (chan: ChanNo) => Event }

const which = fc.nat(40)
const pause = fc.constantFrom(1, 100, 1_000, 2_000, 30_000)
const verdict = fc.constantFrom<PageVerdict>(
  { verdict: 'forged' }, { verdict: 'out-of-order' }, { verdict: 'known', page: PAGES[0]! },
)
const people = fc.constantFrom<Event>(
  { type: 'pause', swarm: SWARM }, { type: 'resume', swarm: SWARM },
  { type: 'online', online: false }, { type: 'online', online: true },
)

function event<Given> (given: fc.Arbitrary<Given>, make: (given: Given, chan: ChanNo) => Event): fc.Arbitrary<Step> {
  return fc.tuple(given, fc.nat(4)).map(([each, member]): Step =>
    ({ do: 'event', member, make: (chan) => make(each, chan) }))
}

const often = (weight: number, arbitrary: fc.Arbitrary<Step>): fc.WeightedArbitrary<Step> => ({ weight, arbitrary })

const step: fc.Arbitrary<Step> = fc.oneof(
  often(4, fc.nat(30).map((peer): Step => ({ do: 'join', peer }))),
  often(3, pause.map((ms): Step => ({ do: 'pass', ms }))),
  often(16, fc.record({ do: fc.constant('give' as const), which, bytes: fc.constantFrom(1, 65_000, CHUNK_BYTES) })),
  often(10, fc.record({ do: fc.constant('keep' as const), which, outcome })),
  often(2, fc.record({ do: fc.constant('refuse' as const), which })),
  often(8, event(frame, (given, chan) => ({ type: 'frame', chan, frame: given }))),
  often(2, event(fc.record({ chunk, accepted: bytes, wasted: bytes, filled: bytes }), (given, chan) =>
    ({ type: 'bytes-in', chan, ...given }))),
  often(1, event(chunk, (no, chan) => ({ type: 'chunk-in', swarm: SWARM, chunk: no, senders: [chan] }))),
  often(1, event(fc.record({ chunk, outcome }), (given) => ({ type: 'kept', swarm: SWARM, ...given }))),
  often(3, event(fc.nat(4), (page, chan) => ({ type: 'page-in', chan, head: headOf(page, page === 2) }))),
  often(2, event(verdict, (result, chan) => ({ type: 'page-checked', swarm: SWARM, chan, result }))),
  often(2, event(fc.tuple(chunk, bytes), ([no, sentBytes], chan) =>
    ({ type: 'chunk-out', chan, chunk: no, sentBytes, outcome: sentBytes > 0 ? 'sent' : 'missing' }))),
  often(2, event(fc.constant(0), (_, chan) => ({ type: 'left', chan, reason: 'closed' }))),
  often(1, event(fc.constant(0), (_, chan) => ({ type: 'conn-down', conn: connNo(chan) }))),
  often(1, event(people, (given) => given)),
  often(1, event(fc.record({ first: chunk, count: fc.nat(9) }), (given) =>
    ({ type: 'read-ahead', swarm: SWARM, ...given }))),
)

/** What a store and an honest member would answer to effects, until nothing is left to answer. */
function serve (driver: PeerDriver, effects: readonly Effect[], honest: ChanNo | undefined): void {
  const todo = [...effects]
  let checked = driver.snapshot().chunks.known
  for (let i = 0; i < todo.length; i++) {
    if (i > 10_000) throw new Error('never done')
    const effect = todo[i]!
    const answer = (given: Event): void => { todo.push(...driver.send(given)) }
    if (effect.type === 'keep') answer({ type: 'kept', swarm: SWARM, chunk: effect.chunk, outcome: 'ok' })
    else if (effect.type === 'finish') answer({ type: 'finished', swarm: SWARM })
    else if (effect.type === 'check-page') {
      const page = PAGES.find(({ first }) => first === checked)
      if (page === undefined) continue
      answer({ type: 'page-checked', swarm: SWARM, chan: effect.chan, result: { verdict: 'ok', page } })
      checked = driver.snapshot().chunks.known
    } else if (effect.type === 'frame' && effect.chan === honest) {
      if (effect.frame.type === 'want-pages') {
        const { first, count } = effect.frame
        for (const { page, final } of PAGES.slice(first, first + count)) {
          answer({ type: 'page-in', chan: honest, head: headOf(page, final) })
        }
      } else if (effect.frame.type === 'request') {
        for (const { chunk: no, length } of effect.frame.items) {
          answer({ type: 'bytes-in', chan: honest, chunk: no, accepted: length, wasted: 0, filled: CHUNK_BYTES })
          answer({ type: 'chunk-in', swarm: SWARM, chunk: no, senders: [honest] })
        }
      }
    }
  }
}

/** A link that gathers bytes as real ones do, and a store that answers when a step says so. */
function chaos (driver: PeerDriver, steps: readonly Step[]): Seen {
  const chans: ChanNo[] = []
  const asks: { readonly chan: ChanNo, readonly chunk: ChunkNo }[] = []
  const keeps: ChunkNo[] = []
  const filled = new Map<ChunkNo, number>()
  const seen: Seen = { kept: 0, convicted: 0, halves: 0 }

  function note (effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.type === 'frame') {
        if (effect.frame.type !== 'request') continue
        for (const item of effect.frame.items) asks.push({ chan: effect.chan, chunk: item.chunk })
      } else if (effect.type === 'keep') keeps.push(effect.chunk)
      else if (effect.type === 'drop') filled.delete(effect.chunk)
      else if (effect.type === 'leave' && effect.reason === 'violation') seen.convicted++
      else if (effect.type === 'finish') note(driver.send({ type: 'finished', swarm: SWARM }))
    }
  }

  function give (index: number, some: number): void {
    const ask = asks[index % asks.length]
    if (ask === undefined) return
    const before = filled.get(ask.chunk) ?? 0
    const after = Math.min(CHUNK_BYTES, before + some)
    if (after === CHUNK_BYTES) {
      filled.delete(ask.chunk)
      asks.splice(index % asks.length, 1)
    } else filled.set(ask.chunk, after)
    seen.halves += after < CHUNK_BYTES ? 1 : 0
    const accepted = after - before
    note(driver.send({ type: 'bytes-in', ...ask, accepted, wasted: some - accepted, filled: after }))
    if (after < CHUNK_BYTES) return
    note(driver.send({ type: 'chunk-in', swarm: SWARM, chunk: ask.chunk, senders: [ask.chan] }))
  }

  function keep (index: number, result: KeepOutcome): void {
    const [no] = keeps.splice(index % Math.max(1, keeps.length), 1)
    if (no === undefined) return
    seen.kept += result === 'ok' ? 1 : 0
    note(driver.send({ type: 'kept', swarm: SWARM, chunk: no, outcome: result }))
  }

  for (const each of steps) {
    switch (each.do) {
      case 'join':
        chans.push(driver.join(`p${each.peer}`))
        note(driver.joinEffects)
        note(driver.frame(chans.at(-1)!, { type: 'have', ranges: [{ first: chunkNo(0), count: CHUNKS }] }))
        break
      case 'pass': note(driver.pass(each.ms)); break
      case 'give': give(each.which, each.bytes); break
      case 'keep': keep(each.which, each.outcome); break
      case 'refuse': {
        const ask = asks[each.which % asks.length]
        if (ask !== undefined) note(driver.frame(ask.chan, { type: 'refuse', chunks: [ask.chunk] }))
        break
      }
      case 'event': note(driver.send(each.make(chans.at(-1 - each.member) ?? chanNo(0))))
    }
    note(driver.pass(0))
  }
  for (const chan of chans) note(driver.send({ type: 'left', chan, reason: 'closed' }))
  while (keeps.length > 0) keep(0, 'ok')
  return seen
}

/** How deep the chaos went: a run in which nothing happened proves nothing. */
interface Seen { kept: number, convicted: number, halves: number }

test('whatever others do nothing throws, time goes on, and one honest member completes the payload', () => {
  const total: Seen = { kept: 0, convicted: 0, halves: 0 }
  fc.assert(fc.property(fc.array(step, { maxLength: 200, size: 'max' }), fc.boolean(), (steps, paged) => {
    const driver = drivePeer()
    driver.add(paged ? { pages: PAGES } : {})
    const seen = chaos(driver, steps)
    for (const what of ['kept', 'convicted', 'halves'] as const) total[what] += seen[what]
    driver.send({ type: 'online', online: true })
    serve(driver, driver.send({ type: 'resume', swarm: SWARM }), undefined)
    // Pages in the store's hands when the chaos ended are answered at last.
    const late = { type: 'page-checked', swarm: SWARM, chan: chanNo(0), result: { verdict: 'out-of-order' } } as const
    for (let i = 0; i < 4; i++) serve(driver, driver.send(late), undefined)
    const honest = driver.join('honest')
    serve(driver, driver.joinEffects, honest)
    serve(driver, driver.frame(honest, { type: 'have', ranges: [{ first: chunkNo(0), count: CHUNKS }] }), honest)
    for (let i = 0; i < 5 && driver.snapshot().phase !== 'done'; i++) serve(driver, driver.pass(31_000), honest)
    expect(driver.snapshot()).toMatchObject({ phase: 'done', failure: null })
  }), { numRuns: 600 })
  expect(Math.min(...Object.values(total))).toBeGreaterThan(50)
})

test('a member is never asked for what it did not announce, nor for more than a window', () => {
  const some = fc.uniqueArray(fc.nat(CHUNKS - 1), { minLength: 1 })
  fc.assert(fc.property(fc.array(step, { maxLength: 80, size: 'max' }), some, (steps, held) => {
    const driver = drivePeer()
    driver.add({ pages: PAGES })
    chaos(driver, steps)
    driver.send({ type: 'resume', swarm: SWARM })
    const chan = driver.join('honest')
    const ranges = held.map((first) => ({ first: chunkNo(first), count: 1 }))
    const effects = driver.frame(chan, { type: 'have', ranges })
    const asked = framesOf(effects, 'request', chan).flatMap(({ items }) => items)
    for (const item of asked) expect(held).toContain(item.chunk)
    expect(new Set(asked.map((item) => item.chunk)).size).toBe(asked.length)
    expect(asked.reduce((sum, { length }) => sum + length, 0)).toBeLessThanOrEqual(5 * CHUNK_BYTES)
    expect(ofType(effects, 'expect').filter((each) => each.chan === chan)).toHaveLength(asked.length)
  }), { numRuns: 150 })
})
