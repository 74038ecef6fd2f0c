import type { ValidationRow } from '../results.ts'

/** Something of theory, or of a published measurement, that the lab is held against. */
export interface Check {
  readonly group: string
  readonly source: string
  /** Seconds of real time rather than minutes: asked of every change. */
  readonly quick: boolean
  /** Runs it; the same rows every time. */
  rows (): readonly Measured[]
}

/** One comparison, before it is judged. */
export interface Measured {
  readonly name: string
  readonly unit: string
  readonly expected: number
  readonly measured: number
  readonly allowed: Allowed
  readonly at?: Readonly<Record<string, number>>
}

/** How far a measurement may be from what is expected. */
export type Allowed =
  | { readonly kind: 'share', readonly of: number }
  | { readonly kind: 'errors', readonly standardError: number, readonly count: number }
  /** Never below, and at most this share above. */
  | { readonly kind: 'above', readonly share: number }
  | { readonly kind: 'exact' }

/** Judges what a check measured. */
export function rowsOf ({ group, source, quick, rows }: Check): ValidationRow[] {
  return rows().map(({ allowed, ...measured }): ValidationRow => {
    const distance = distanceOf(measured, allowed)
    return { ...measured, group, source, quick, tolerance: wordsOf(allowed), distance, met: distance <= 1 }
  })
}

/** More than any tolerance, and still a number that JSON can say. */
const FAR = 99

function distanceOf ({ expected, measured }: Omit<Measured, 'allowed'>, allowed: Allowed): number {
  if (!Number.isFinite(measured)) return FAR
  switch (allowed.kind) {
    case 'share': return Math.min(FAR, Math.abs(measured / expected - 1) / allowed.of)
    case 'errors': return Math.min(FAR, Math.abs(measured - expected) / (allowed.count * allowed.standardError))
    case 'above': {
      const over = measured / expected - 1
      return over < 0 ? FAR : Math.min(FAR, over / allowed.share)
    }
    case 'exact': return measured === expected ? 0 : FAR
  }
}

function wordsOf (allowed: Allowed): string {
  switch (allowed.kind) {
    case 'share': return `${percent(allowed.of)} %`
    case 'errors': return `${allowed.count} standard errors`
    case 'above': return `never below, ${percent(allowed.share)} % above`
    case 'exact': return 'exact'
  }
}

function percent (share: number): number {
  return Number((share * 100).toPrecision(3))
}
