import { describe, expect, test } from 'vitest'
import { chunkNo } from '../ids.ts'
import { MAX_SPARE_CHUNKS, SHORTAGE_MS } from '../limits.ts'
import { FIRST_PARITY } from '../pure/parity-name.ts'
import { createParityBed, type ParityBed, type ParityBedOptions } from '../testing/parity-bed.ts'
import { SWARM } from '../testing/peer-driver.ts'

/** All ways to choose `size` of the numbers below `of`. */
function subsets (of: number, size: number): number[][] {
  if (size === 0) return [[]]
  if (of < size) return []
  return [...subsets(of - 1, size), ...subsets(of - 1, size - 1).map((rest) => [...rest, of - 1])]
}

const isParity = (chunk: number): boolean => chunk >= FIRST_PARITY
const parityAsked = ({ asked }: ParityBed): number[] => asked.map(({ chunk }) => chunk).filter(isParity)

/** A getter whose members keep one column each. */
function withHolders (options: ParityBedOptions, columns: readonly number[]): ParityBed {
  const bed = createParityBed(options)
  for (const column of columns) bed.join(`c${column}`, bed.columns(column))
  bed.run()
  return bed
}

const done = { phase: 'done', failure: null, pauseReason: null }

describe('any need of the columns are enough', () => {
  test('whichever they are, up to six columns, whatever is left in the last stripe', () => {
    let tried = 0
    for (let of = 2; of <= 6; of++) {
      for (let need = 2; need <= of; need++) {
        for (const columns of subsets(of, need)) {
          for (const chunks of [1, need, 2 * need + 1, 5 * need - 1]) {
            expect(withHolders({ need, of, chunks }, columns).driver.snapshot()).toMatchObject(done)
            tried++
          }
        }
      }
    }
    expect(tried).toBe(4 * 99)
  })

  test('four of ten, for a sample of who is there', () => {
    const all = subsets(10, 4)
    for (let i = 0; i < all.length; i += 7) {
      const bed = withHolders({ need: 4, of: 10, chunks: 50 }, all[i]!)
      expect(bed.driver.snapshot()).toMatchObject(done)
      // Nothing is asked for that is of no use: as many chunks as there are data chunks.
      expect(bed.asked.length).toBeLessThanOrEqual(50 + 2)
    }
  })

  test('one fewer says so and what is missing, and goes on when one returns', () => {
    for (const columns of subsets(5, 2)) {
      const bed = withHolders({ need: 3, of: 5, chunks: 20 }, columns)
      bed.pass(SHORTAGE_MS + 200)
      const others = [0, 1, 2, 3, 4].filter((column) => !columns.includes(column))
      expect(bed.driver.snapshot()).toMatchObject({
        phase: 'transferring', pauseReason: 'not-enough-holders',
        holders: { need: 3, of: 5, online: 2, missing: others },
      })
      const last = others[columns[0]! % others.length]!
      bed.join(`c${last}`, bed.columns(last))
      bed.run()
      expect(bed.driver.snapshot()).toMatchObject(done)
    }
  })

  test('whatever members announced before page 0 told what it means', () => {
    const bed = createParityBed({ need: 2, of: 4, chunks: 30, isUnread: true })
    bed.join('a', bed.columns(2))
    const member = bed.join('b', bed.columns(3))
    bed.run()
    bed.turnPages(member)
    bed.run()
    expect(bed.driver.snapshot()).toMatchObject(done)
  })

  test('members that have a part of this and a part of that are enough together', () => {
    const bed = createParityBed({ need: 2, of: 4, chunks: 12 })
    bed.join('first', bed.columns(0).filter((chunk) => chunk < 6).concat(bed.columns(3)))
    bed.join('second', bed.columns(1).filter((chunk) => chunk > 6))
    bed.join('third', bed.columns(2).filter((chunk) => chunk < FIRST_PARITY + 6))
    bed.run()
    expect(bed.driver.snapshot()).toMatchObject(done)
  })
})

describe('parity is for what nobody linked has', () => {
  test('with somebody who has all data none is asked for', () => {
    const bed = createParityBed({ need: 2, of: 4, chunks: 40 })
    bed.join('full', bed.columns(0, 1))
    bed.join('parity', bed.columns(2, 3))
    bed.run()
    expect(bed.driver.snapshot()).toMatchObject(done)
    expect(parityAsked(bed)).toEqual([])
  })

  test('it comes after all data that linked members have', () => {
    const bed = createParityBed({ need: 2, of: 3, chunks: 60 })
    bed.join('both', bed.columns(0, 2))
    bed.run()
    const first = bed.asked.findIndex(({ chunk }) => isParity(chunk))
    expect(bed.asked.slice(first).every(({ chunk }) => isParity(chunk))).toBe(true)
    expect(first).toBe(30)
    expect(bed.driver.snapshot()).toMatchObject(done)
  })

  test('but before other data where a reader waits for what it makes', () => {
    const bed = createParityBed({ need: 2, of: 3, chunks: 400 })
    const [member] = [bed.join('both', [])]
    bed.leave(member)
    bed.send({ type: 'read-ahead', swarm: SWARM, first: chunkNo(100), count: 8 })
    bed.join('reading', bed.columns(0, 2))
    bed.run(12)
    const parity = parityAsked(bed).map((chunk) => chunk - FIRST_PARITY)
    expect(parity.slice(0, 4)).toEqual([50, 51, 52, 53])
  })

  test('no more is asked for or kept than a few stripes take', () => {
    const bed = createParityBed({ need: 4, of: 8, chunks: 4_000 })
    bed.join('a', bed.columns(4, 5))
    bed.join('b', bed.columns(6, 7))
    let most = 0
    let answered = 0
    while (bed.driver.snapshot().phase !== 'done') {
      bed.run(1)
      answered++
      const kept = parityAsked(bed).length - bed.rebuilt.length * 4
      most = Math.max(most, kept)
      expect(answered).toBeLessThan(10_000)
    }
    expect(most).toBeGreaterThan(MAX_SPARE_CHUNKS / 2)
    expect(most).toBeLessThanOrEqual(MAX_SPARE_CHUNKS + 4)
    expect(bed.rebuilt).toHaveLength(1_000)
  })
})

describe('members that fail', () => {
  test('one that gives wrong parity is sent away, and others complete it', () => {
    const bed = createParityBed({ need: 2, of: 4, chunks: 30 })
    bed.join('data', bed.columns(0))
    bed.join('liar', bed.columns(2), { lies: true })
    bed.run()
    expect(bed.convicted).toEqual(new Set(['liar']))
    expect(bed.driver.snapshot()).toMatchObject({ phase: 'transferring' })
    bed.join('honest', bed.columns(3))
    bed.run()
    expect(bed.driver.snapshot()).toMatchObject(done)
  })

  test('one that announces data and refuses it does not keep parity from being used', () => {
    const bed = createParityBed({ need: 2, of: 3, chunks: 30 })
    bed.join('mean', bed.columns(0), { refuses: () => true })
    bed.join('data', bed.columns(1))
    bed.join('parity', bed.columns(2))
    bed.run()
    expect(bed.driver.snapshot().phase).not.toBe('done')
    bed.pass(40_000)
    expect(bed.driver.snapshot()).toMatchObject(done)
  })

  test('one that leaves in the middle is made up for by another', () => {
    const bed = createParityBed({ need: 3, of: 6, chunks: 90 })
    bed.join('a', bed.columns(0))
    bed.join('b', bed.columns(3))
    const leaving = bed.join('c', bed.columns(4))
    bed.run(70)
    bed.leave(leaving)
    bed.run()
    expect(bed.driver.snapshot().phase).not.toBe('done')
    bed.join('d', bed.columns(5))
    bed.run()
    expect(bed.driver.snapshot()).toMatchObject(done)
  })
})

describe('parity that does not help', () => {
  test('a stripe that cannot be made of it waits for its data', () => {
    const bed = createParityBed({ need: 2, of: 4, chunks: 20, badStripes: [3] })
    bed.join('data', bed.columns(0))
    bed.join('parity', bed.columns(2, 3))
    bed.run()
    expect(bed.rebuilt.filter((stripe) => stripe === 3)).toHaveLength(1)
    expect(bed.driver.snapshot().chunks.have).toBe(19)
    bed.pass(60_000)
    expect(bed.rebuilt.filter((stripe) => stripe === 3)).toHaveLength(1)
    expect(bed.driver.snapshot()).toMatchObject({ pauseReason: 'not-enough-holders' })
    bed.join('more', [7])
    bed.run()
    expect(bed.driver.snapshot()).toMatchObject(done)
  })

  test('what the store lost is fetched again, a few times', () => {
    const once = createParityBed({ need: 2, of: 3, chunks: 8, loses: (chunk, times) => isParity(chunk) && times < 2 })
    once.join('a', once.columns(0, 2))
    once.run()
    expect(once.driver.snapshot()).toMatchObject(done)
    const ever = createParityBed({ need: 2, of: 3, chunks: 8, loses: isParity })
    ever.join('a', ever.columns(0, 2))
    ever.run()
    ever.pass(60_000)
    expect(ever.rebuilt).toHaveLength(12)
    expect(ever.driver.snapshot()).toMatchObject({ pauseReason: 'not-enough-holders' })
  })
})

test('a store that is full waits for a person, and the stripe is made whole then', () => {
  let full = true
  const bed = createParityBed({ need: 2, of: 3, chunks: 20, isFull: () => full })
  bed.join('a', bed.columns(0))
  bed.run()
  const parity = bed.join('b', bed.columns(2))
  bed.run()
  expect(bed.driver.snapshot()).toMatchObject({ pauseReason: 'quota', failure: null })
  expect(bed.rebuilt).toEqual([])
  bed.leave(parity)
  full = false
  bed.send({ type: 'resume', swarm: SWARM })
  bed.run()
  expect(bed.rebuilt.length).toBeGreaterThan(0)
  bed.join('b again', bed.columns(2))
  bed.run()
  expect(bed.driver.snapshot()).toMatchObject(done)
})
