import { describe, expect, test } from 'vitest'
import { chunkNo } from '../ids.ts'
import { HOLD_CHOOSE_MS, MAX_MOVES, REPAIR_LOOK_MS, REPAIR_SEEN_MS, REPAIR_WAIT_MS } from '../limits.ts'
import type { StoredTransfer } from '../ports.ts'
import { givesWay } from '../pure/placement.ts'
import type { Hint } from '../pure/reference.ts'
import {
  drivePeer, framesOf, getInit, haveBits, headOf, holdInit, ofType, pagesOf, sendInit, SWARM, type PeerDriver,
} from '../testing/peer-driver.ts'
import type { Effect } from './effect.ts'

const CHUNKS = 8
const hint = (peer: string): Hint => ({ peer, addresses: [`/dns4/${peer}.test/tcp/1`] })
const names = (...peers: string[]): Hint[] => peers.map(hint)
const pages = (need: number, of: number) => pagesOf([CHUNKS]).map((page) => ({ ...page, need, of }))

const whole = (need: number, of: number): Partial<StoredTransfer> =>
  ({ pages: pages(need, of), head: headOf(0, true), have: haveBits(CHUNKS) })

/** A reader with all of a payload, of which four holders are known to keep one of six columns each; two are enough. */
function reader (heldAtMs: number): PeerDriver {
  const driver = drivePeer()
  const holders = [0, 1, 2, 3].map((column) => ({ ...hint(`holder-${column}`), columns: [column], heldAtMs }))
  driver.add({ ...whole(2, 6), init: getInit(), state: 'done', holders })
  driver.send({ type: 'set-keepers', privacy: 'direct', keepers: names('a', 'b', 'c', 'd', 'e', 'f') })
  return driver
}

const deposits = (out: readonly Effect[]) => ofType(out, 'deposit')

describe('repair', () => {
  test('hands on what nobody keeps once few columns were seen for a day, and not before', () => {
    const driver = reader(1_700_000_000_000)
    expect(deposits(driver.pass(REPAIR_SEEN_MS - REPAIR_LOOK_MS))).toEqual([])
    const out = driver.pass(REPAIR_LOOK_MS * 3 + REPAIR_WAIT_MS[1])
    expect(deposits(out).flatMap(({ columns }) => columns).sort()).toEqual([0, 1, 2, 3, 4, 5])
    expect(driver.calls).toContain('want holder-0 known')
  })

  test('is not for a reader while another one with all data is seen: any one of them is enough', () => {
    const driver = reader(1_700_000_000_000)
    driver.frame(driver.join('other'), { type: 'columns', columns: [], full: true })
    expect(deposits(driver.pass(REPAIR_SEEN_MS * 3))).toEqual([])
  })

  test('does not happen when those who were looked for come in the meantime', () => {
    const driver = reader(1_700_000_000_000)
    driver.pass(REPAIR_SEEN_MS)
    for (const column of [0, 1, 2, 3]) {
      const chan = driver.join(`holder-${column}`)
      driver.frame(chan, { type: 'columns', columns: [column], full: false })
    }
    expect(deposits(driver.pass(REPAIR_SEEN_MS / 2))).toEqual([])
  })

  test('waits for a while of its own: of many readers few begin', () => {
    const begins = [1, 2, 3, 4, 5, 6].map((seed) => {
      const driver = drivePeer({ seed })
      driver.add({ ...whole(2, 4), init: getInit(), state: 'done' })
      driver.send({ type: 'set-keepers', privacy: 'direct', keepers: names('a', 'b', 'c', 'd') })
      for (let waited = 0; waited < 3 * REPAIR_LOOK_MS; waited += 60_000) {
        if (deposits(driver.pass(60_000)).length > 0) return waited
      }
      return Infinity
    })
    expect(new Set(begins).size).toBeGreaterThan(3)
  })

  test('is not for a payload that nobody wanted kept', () => {
    const driver = drivePeer()
    driver.add({ ...whole(1, 1), init: getInit(), state: 'done' })
    driver.send({ type: 'set-keepers', privacy: 'direct', keepers: names('a', 'b') })
    expect(deposits(driver.pass(3 * REPAIR_SEEN_MS))).toEqual([])
  })
})

describe('an author of a payload of which any two of four columns are enough', () => {
  function author (...keepers: string[]): readonly Effect[] {
    const driver = drivePeer()
    const init = { ...sendInit('held'), policy: { need: 2, of: 4 } } as StoredTransfer['init']
    driver.add({ ...whole(2, 4), init, sealedChunks: CHUNKS, sealedLast: true })
    return driver.send({ type: 'set-keepers', privacy: 'direct', keepers: names(...keepers) })
  }

  test('has each column kept by a keeper of its own where there are enough', () => {
    const asked = deposits(author('a', 'b', 'c', 'd', 'e', 'f'))
    expect(asked.map(({ columns }) => columns.length)).toEqual([1, 1, 1, 1])
    expect(asked.flatMap(({ columns }) => columns).sort()).toEqual([0, 1, 2, 3])
  })

  test('gives fewer keepers more columns each, and none more than are enough', () => {
    expect(deposits(author('a', 'b')).map(({ columns }) => columns.length)).toEqual([2, 2])
    expect(deposits(author('a')).map(({ columns }) => columns.length)).toEqual([2])
  })
})

describe('two holders with one column', () => {
  test('part: the one of higher hash moves to a free one, twice at most', () => {
    const rival = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].find((peer) => givesWay('me', peer, 0))!
    const driver = drivePeer()
    driver.add({ ...whole(2, 4), init: holdInit([]), columns: [0], have: new Uint8Array(1) })
    const moves: (readonly number[])[] = []
    for (let i = 0; i < 4; i++) {
      const taken = moves.at(-1)?.[0] ?? 0
      const chan = driver.join(`${rival}`)
      driver.frame(chan, { type: 'columns', columns: [taken], full: false })
      const [set] = ofType(driver.pass(HOLD_CHOOSE_MS), 'set-columns')
      if (set === undefined) continue
      moves.push(set.columns)
      const told = driver.send({ type: 'columns-set', swarm: SWARM, columns: set.columns })
      expect(framesOf(told, 'columns')[0]).toEqual({ type: 'columns', columns: set.columns, full: false })
    }
    expect(moves.length).toBeGreaterThan(0)
    expect(moves.length).toBeLessThanOrEqual(MAX_MOVES)
    expect(moves[0]).not.toEqual([0])
  })

  test('stay where a depositor put them', () => {
    const rival = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].find((peer) => givesWay('me', peer, 0))!
    const driver = drivePeer()
    driver.add({ ...whole(2, 4), init: holdInit([0]), have: new Uint8Array(1) })
    driver.frame(driver.join(rival), { type: 'columns', columns: [0], full: false })
    expect(ofType(driver.pass(10 * HOLD_CHOOSE_MS), 'set-columns')).toEqual([])
  })

  test('fetch what belongs to their columns, and nothing else', () => {
    const driver = drivePeer()
    driver.add({ ...whole(2, 4), init: holdInit([1]), have: new Uint8Array(1) })
    const chan = driver.join('author')
    const out = driver.frame(chan, { type: 'have', ranges: [{ first: chunkNo(0), count: CHUNKS }] })
    const asked = framesOf([...driver.joinEffects, ...out], 'request').flatMap(({ items }) => items)
    expect(asked.map(({ chunk }) => chunk).sort()).toEqual([1, 3, 5, 7])
  })
})
