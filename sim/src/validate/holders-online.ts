import { createRandom, type Random } from '@passel/core/machines'
import { exponential, stays, type Population } from '../people/index.ts'
import { availability, availabilityOfEach, copiesNeeded, ONLINE_SHARES, SCHEMES, shareError } from '../theory/index.ts'
import type { Check, Measured } from './check.ts'

/**
 * Cycles of on and off between two looks: what was seen before is forgotten. At even chances, the slowest to forget,
 * e^-10 of it is left.
 */
const CYCLES_APART = 2.5

/** A member who is on a share `p` of the time, in cycles of length 1. */
function member (p: number): Population {
  return {
    name: `p ${p}`, title: '', source: '', assumed: '', leave: 'offline', on: exponential(p), off: exponential(1 - p),
  }
}

/** How many of the members were online, at each of `looks` moments. */
function countOnline (shares: readonly number[], looks: number, random: Random): Uint8Array {
  const online = new Uint8Array(looks)
  for (const [index, p] of shares.entries()) {
    let look = 0
    for (const stay of stays(member(p), random.stream(`member ${index}`))) {
      for (; look < looks && look * CYCLES_APART < stay.untilSeconds; look++) if (stay.online) online[look]!++
      if (look === looks) break
    }
  }
  return online
}

function shareOf (online: Uint8Array, need: number): number {
  let met = 0
  for (const count of online) if (count >= need) met++
  return met / online.length
}

/** Every cell of the table of schemes and shares; `looks` moments each. */
function grid (looks: number): Measured[] {
  const random = createRandom(1).stream('holders online')
  return ONLINE_SHARES.flatMap(p => SCHEMES.map(({ need, of }) => {
    const expected = availability(need, of, p)
    const online = countOnline(Array.from({ length: of }, () => p), looks, random.stream(`${need} of ${of}, ${p}`))
    return {
      name: `${need} of ${of}, online ${Number((p * 100).toPrecision(3))} % of the time`,
      unit: 'share',
      expected,
      measured: shareOf(online, need),
      allowed: { kind: 'errors', standardError: shareError(expected, looks), count: 3 } as const,
      at: { p, need, of },
    }
  }))
}

/** Ten phones, five desktops and a machine that is nearly always on. */
const MIXED = [...Array.from({ length: 10 }, () => 0.0244), ...Array.from({ length: 5 }, () => 0.3), 0.9]

function mixed (looks: number): Measured[] {
  const online = countOnline(MIXED, looks, createRandom(1).stream('mixed holders'))
  return [1, 2, 3, 4, 5].map(need => {
    const expected = availabilityOfEach(need, MIXED)
    return {
      name: `${need} of ten phones, five desktops and a machine that is on 90 % of the time`,
      unit: 'share',
      expected,
      measured: shareOf(online, need),
      allowed: { kind: 'errors', standardError: shareError(expected, looks), count: 3 } as const,
    }
  })
}

/**
 * Fewest copies of which one was online in the wanted share of moments, less three standard errors; found by adding one
 * after the other. Few moments would hide that a copy is missing.
 */
function copies (p: number, wanted: number, looks: number): number {
  const random = createRandom(1).stream(`copies ${p}`)
  const covered = new Uint8Array(looks)
  let missing = looks
  const enough = wanted - 3 * shareError(wanted, looks)
  for (let count = 0; ; count++) {
    if (1 - missing / looks >= enough) return count
    const online = countOnline([p], looks, random.stream(`copy ${count}`))
    for (let look = 0; look < looks; look++) {
      if (online[look] === 0 || covered[look] === 1) continue
      covered[look] = 1
      missing--
    }
  }
}

const BINOMIAL = 'binomial: sum over i >= N of C(M, i) p^i (1 - p)^(M - i)'

export const HOLDERS_ONLINE: readonly Check[] = [
  { group: 'N of M holders online', source: BINOMIAL, quick: true, rows: () => grid(4000) },
  { group: 'N of M holders online, ten times as long', source: BINOMIAL, quick: false, rows: () => grid(40_000) },
  {
    group: 'Holders that differ', source: 'Poisson binomial, by dynamic programming', quick: true,
    rows: () => mixed(20_000),
  },
  {
    group: 'Copies needed',
    source: 'ceil(ln(1 - A) / ln(1 - p)); simulated copies are added until A is reached',
    quick: true,
    rows: () => [[0.3, 0.99], [0.5, 0.99], [0.9, 0.99], [0.5, 0.999], [0.9, 0.999]].map(([p, wanted]) => ({
      name: `for ${wanted! * 100} % with members online ${p! * 100} % of the time`,
      unit: 'count',
      expected: copiesNeeded(wanted!, p!),
      measured: copies(p!, wanted!, 20_000),
      allowed: { kind: 'exact' } as const,
    })),
  },
]
