import { describe, expect, test } from 'vitest'
import { chunkNo, pageNo, type ChanNo } from '../ids.ts'
import { CHUNK_BYTES, MAX_PAGE_CHUNKS, MAX_QUEUED_REQUESTS } from '../limits.ts'
import type { StoredTransfer } from '../ports.ts'
import type { PageSummary } from '../pure/page.ts'
import { FIRST_PARITY } from '../pure/parity-name.ts'
import { parityCount, parityRows, stripeCount, type Scheme } from '../pure/stripes.ts'
import {
  drivePeer, framesOf, haveBits, headOf, ofType, sendInit, SWARM, type PeerDriver,
} from '../testing/peer-driver.ts'
import type { Effect } from './effect.ts'

/** What the author's store did. */
interface Work { readonly pages: PageSummary[], readonly coded: number[] }

/** Seals, codes and signs as a store does, until nothing is left or a number of effects is done. */
function serve (
  driver: PeerDriver, effects: readonly Effect[], chunks: number, scheme: Scheme, from: Work, most = Infinity
): Work {
  const work: Work = { pages: [...from.pages], coded: [...from.coded] }
  const todo = effects.filter(({ type }) => ['seal', 'seal-parity', 'sign-page'].includes(type))
  const stripes = stripeCount(chunks, scheme)
  const rows = parityRows(scheme)
  let sealed = work.pages.reduce((sum, { kind, count }) => sum + (kind === 'parity' ? 0 : count), 0)
  let coded = work.coded.reduce((sum, count) => sum + count, 0)
  for (let done = 0; done < most; done++) {
    const effect = todo.shift()
    if (effect === undefined) break
    let out: Effect[] = []
    if (effect.type === 'seal') {
      const count = Math.min(effect.maxChunks, chunks - sealed)
      sealed += count
      const last = sealed === chunks
      out = driver.send({
        type: 'sealed', swarm: SWARM, first: sealed - count, count, bytes: count * CHUNK_BYTES, short: false, last,
      })
    } else if (effect.type === 'seal-parity') {
      const count = Math.min(effect.maxStripes, stripes - coded)
      work.coded.push(count)
      coded += count
      out = driver.send({ type: 'parity-sealed', swarm: SWARM, first: coded - count, count, last: coded === stripes })
    } else if (effect.type === 'sign-page') {
      const before = (parity: boolean): number => work.pages.filter(({ kind }) => (kind === 'parity') === parity)
        .reduce((sum, { count }) => sum + count, 0)
      const isParity = chunks > 0 && before(false) === chunks
      const page: PageSummary = {
        page: pageNo(work.pages.length), first: chunkNo(isParity ? before(true) / rows : before(false)),
        count: effect.count, final: effect.final, chunkBytes: CHUNK_BYTES, plainOffset: 0,
        ...(isParity && { kind: 'parity' }),
        ...(work.pages.length === 0 && { receiptKeys: 1, ...scheme }),
      }
      work.pages.push(page)
      out = driver.send({ type: 'page-signed', swarm: SWARM, page, head: headOf(page.page, page.final) })
    }
    todo.push(...out.filter(({ type }) => ['seal', 'seal-parity', 'sign-page'].includes(type)))
  }
  return work
}

const NOTHING: Work = { pages: [], coded: [] }
const coded = (policy: Scheme): Partial<StoredTransfer> =>
  ({ init: { ...sendInit(), policy } as StoredTransfer['init'] })

/** What an author leaves that was killed after so many effects. */
function killed (
  chunks: number, scheme: Scheme, effects: number
): { readonly stored: Partial<StoredTransfer>, readonly work: Work } {
  const driver = drivePeer()
  const work = serve(driver, driver.add(coded(scheme)), chunks, scheme, NOTHING, effects)
  const { sealed } = driver.snapshot().chunks
  const stored = {
    ...coded(scheme), pages: work.pages, sealedChunks: sealed, sealedLast: sealed === chunks, have: haveBits(sealed),
    parityStripes: work.coded.reduce((sum, count) => sum + count, 0),
    ...(work.pages.length > 0 && { head: headOf(work.pages.length - 1, work.pages.at(-1)!.final) }),
  }
  return { stored, work }
}

function expectWhole ({ pages }: Work, chunks: number, scheme: Scheme): void {
  const data = pages.filter(({ kind }) => kind === undefined)
  const parity = pages.filter(({ kind }) => kind === 'parity')
  expect(pages).toEqual([...data, ...parity])
  expect(data.reduce((sum, { count }) => sum + count, 0)).toBe(chunks)
  expect(parity.reduce((sum, { count }) => sum + count, 0)).toBe(parityCount(chunks, scheme))
  expect(pages.filter(({ final }) => final)).toEqual(pages.slice(-1))
  for (const { count } of parity) {
    expect(count % parityRows(scheme)).toBe(0)
    expect(count).toBeLessThanOrEqual(MAX_PAGE_CHUNKS)
  }
}

describe('an author of a payload with parity', () => {
  const cases: (readonly [number, Scheme])[] = [
    [1, { need: 4, of: 10 }], [4, { need: 4, of: 10 }], [41, { need: 2, of: 3 }], [3_000, { need: 4, of: 10 }],
    [600, { need: 2, of: 255 }],
  ]

  test.each(cases)('lists %i data chunks, then the parity of all stripes (%o), all but the last not final', (
    chunks, scheme
  ) => {
    const driver = drivePeer()
    const work = serve(driver, driver.add(coded(scheme)), chunks, scheme, NOTHING)
    expectWhole(work, chunks, scheme)
    expect(driver.snapshot()).toMatchObject({ phase: 'holding', chunks: { known: chunks, have: chunks, final: true } })
  })

  test('lists no parity of nothing', () => {
    const scheme = { need: 2, of: 4 }
    const driver = drivePeer()
    const work = serve(driver, driver.add(coded(scheme)), 0, scheme, NOTHING)
    expect(work).toMatchObject({ pages: [{ count: 0, final: true }], coded: [] })
  })

  test('makes parity of a few stripes at a time', () => {
    const scheme = { need: 4, of: 10 }
    const driver = drivePeer()
    const { coded: batches } = serve(driver, driver.add(coded(scheme)), 1_000, scheme, NOTHING)
    expect(Math.max(...batches)).toBe(8)
    expect(batches.reduce((sum, count) => sum + count, 0)).toBe(250)
  })

  test('that was killed goes on where it was, wherever that is, and codes no stripe twice', () => {
    const scheme = { need: 2, of: 5 }
    const chunks = 701
    let during = 0
    for (let effects = 0; effects < 120; effects++) {
      const { stored, work } = killed(chunks, scheme, effects)
      const driver = drivePeer()
      const whole = serve(driver, driver.add(stored), chunks, scheme, work)
      expectWhole(whole, chunks, scheme)
      expect(whole.coded.reduce((sum, count) => sum + count, 0)).toBe(stripeCount(chunks, scheme))
      const { parityStripes = 0 } = stored
      during += parityStripes > 0 && parityStripes < stripeCount(chunks, scheme) ? 1 : 0
    }
    expect(during).toBeGreaterThan(10)
  })

  test('waits for a person when its file is gone, and goes on', () => {
    const scheme = { need: 2, of: 4 }
    const half = Array.from({ length: 40 }, (_, effects) => killed(64, scheme, effects))
      .find(({ stored: { parityStripes = 0 } }) => parityStripes > 0)
    const { stored, work } = half!
    const driver = drivePeer()
    const [seal] = ofType(driver.add(stored), 'seal-parity')
    expect(seal).toBeDefined()
    driver.send({ type: 'store-failed', swarm: SWARM, code: 'source-missing', during: 'seal-parity' })
    expect(driver.snapshot()).toMatchObject({ pauseReason: 'needs-file', failure: null })
    const whole = serve(driver, driver.send({ type: 'resume', swarm: SWARM }), 64, scheme, work)
    expectWhole(whole, 64, scheme)
  })
})

describe('giving parity', () => {
  const scheme = { need: 2, of: 4 }
  const whole = (): PeerDriver => {
    const driver = drivePeer()
    driver.add(killed(400, scheme, Infinity).stored)
    return driver
  }
  const ask = (driver: PeerDriver, chan: ChanNo, chunks: readonly number[]): Effect[] => {
    const items = chunks.map((chunk) => ({ chunk: chunkNo(chunk), offset: 0, length: CHUNK_BYTES }))
    return driver.frame(chan, { type: 'request', items })
  }
  const left = (driver: PeerDriver, chan: ChanNo, chunk: number): Effect[] =>
    driver.send({ type: 'chunk-out', chan, chunk: chunkNo(chunk), sentBytes: CHUNK_BYTES, outcome: 'sent' })
  const sends = (effects: readonly Effect[]): number[] => ofType(effects, 'send-chunk').map(({ chunk }) => chunk)

  test('who has all data gives any that pages list, and announces none', () => {
    const driver = whole()
    const chan = driver.join('keeper')
    const told = framesOf(driver.joinEffects, 'have').flatMap(({ ranges }) => ranges)
    expect(told).toEqual([{ first: 0, count: 400 }])
    expect(sends(ask(driver, chan, [FIRST_PARITY, FIRST_PARITY + 399]))).toEqual([FIRST_PARITY, FIRST_PARITY + 399])
    expect(framesOf(ask(driver, chan, [FIRST_PARITY + 400]), 'refuse')).toEqual([
      { type: 'refuse', chunks: [FIRST_PARITY + 400] },
    ])
  })

  test('who misses data refuses it', () => {
    const driver = drivePeer()
    const { work } = killed(400, scheme, Infinity)
    driver.add({ pages: work.pages, have: haveBits(399) })
    expect(framesOf(ask(driver, driver.join('keeper'), [FIRST_PARITY]), 'refuse')).toHaveLength(1)
  })

  test('it leaves after everything else that anybody asked for', () => {
    const driver = whole()
    const [keeper, reader] = [driver.join('keeper'), driver.join('reader')] as const
    const out: { readonly chan: ChanNo, readonly chunk: number }[] = []
    const order: number[] = []
    const note = (effects: readonly Effect[]): void => { out.push(...ofType(effects, 'send-chunk')) }
    note(ask(driver, reader, Array.from({ length: 40 }, (_, i) => i)))
    note(ask(driver, keeper, Array.from({ length: 10 }, (_, i) => FIRST_PARITY + i)))
    while (out.length > 0) {
      const { chan, chunk } = out.shift()!
      order.push(chunk)
      note(driver.pass(10))
      note(left(driver, chan, chunk))
    }
    expect(order).toHaveLength(50)
    const first = order.findIndex((chunk) => chunk >= FIRST_PARITY)
    // The last chunks of the reader are in its link by then.
    expect(first).toBeGreaterThanOrEqual(32)
  })

  test('a reader whose line is stuck does not hold it back', () => {
    const driver = whole()
    const [keeper, reader] = [driver.join('keeper'), driver.join('reader')] as const
    ask(driver, reader, Array.from({ length: 40 }, (_, i) => i))
    expect(sends(ask(driver, keeper, [FIRST_PARITY]))).toEqual([])
    expect(sends(driver.pass(2_500))).toEqual([FIRST_PARITY])
  })

  test('what is canceled is not given, and others wait no longer for it', () => {
    const driver = whole()
    const [keeper, reader] = [driver.join('keeper'), driver.join('reader')] as const
    ask(driver, reader, Array.from({ length: 40 }, (_, i) => i))
    ask(driver, keeper, [FIRST_PARITY, FIRST_PARITY + 1])
    driver.frame(keeper, { type: 'cancel', chunks: [chunkNo(FIRST_PARITY)] })
    expect(sends(driver.send({ type: 'left', chan: reader, reason: 'closed' }))).toEqual([FIRST_PARITY + 1])
    expect(sends(left(driver, keeper, FIRST_PARITY + 1))).toEqual([])
    expect(sends(driver.pass(3_000))).toEqual([])
  })

  test('more than fits is refused', () => {
    const driver = whole()
    const chan = driver.join('keeper')
    let refused = 0
    for (let first = 0; first < MAX_QUEUED_REQUESTS + 64; first += 50) {
      const some = Array.from({ length: 50 }, (_, i) => FIRST_PARITY + first + i)
      refused += framesOf(ask(driver, chan, some), 'refuse').flatMap(({ chunks }) => chunks).length
    }
    expect(refused).toBeGreaterThan(0)
  })
})
