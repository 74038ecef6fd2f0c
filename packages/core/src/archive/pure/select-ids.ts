/**
 * Few bundles that should hold all wanted ids. `places[i]`: the bundles whose filters have the i-th id. A filter errs
 * now and then, so for each id not yet covered the bundle that has most of the others is chosen: the one that only
 * looks as if it had an id is left until it turns out that nobody else does.
 */
export function coverIds (places: readonly (readonly number[])[]): number[] {
  const hits = new Map<number, number>()
  for (const bundles of places) for (const bundle of bundles) hits.set(bundle, (hits.get(bundle) ?? 0) + 1)
  const chosen = new Set<number>()
  // Ids that only one bundle can have come first; they may cover the others.
  for (const bundles of [...places].sort((a, b) => a.length - b.length)) {
    if (bundles.length === 0 || bundles.some((bundle) => chosen.has(bundle))) continue
    chosen.add(bundles.reduce((best, bundle) => (hits.get(bundle) ?? 0) > (hits.get(best) ?? 0) ? bundle : best))
  }
  return [...chosen].sort((a, b) => a - b)
}
