import type { Series } from '../measure.ts'

/** Splits `name (unit)`, as sides are named, into the two. */
export function series(name: string, values: readonly number[]): Series {
  const [, label = name, unit = ''] = /^(.*) \(([^()]*)\)$/.exec(name) ?? []
  return { name: label, unit, values }
}
