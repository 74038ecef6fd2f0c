/**
 * Circles of imports, each a list of paths that ends where it begins: a shortest one through every file that is in any
 * and not yet in one of these. Types count: files in a circle of types still cannot be understood one at a time.
 */
export function findCircles(files) {
  const edges = new Map([...files].map(([path, { imports }]) => [path, imports.flatMap((entry) => entry.file ?? [])]))
  const done = new Set()
  const circles = []
  for (const path of edges.keys()) {
    if (done.has(path)) continue
    const circle = shortestCircle(path, edges)
    if (!circle) continue
    circles.push(circle)
    for (const member of circle) done.add(member)
  }
  return circles
}

/** Breadth first from a file back to itself. */
function shortestCircle(start, edges) {
  const cameFrom = new Map()
  const queue = [start]
  for (const path of queue) {
    for (const next of edges.get(path) ?? []) {
      if (next === start) return [...trail(path, cameFrom, start), start]
      if (cameFrom.has(next)) continue
      cameFrom.set(next, path)
      queue.push(next)
    }
  }
  return undefined
}

function trail(path, cameFrom, start) {
  const way = [path]
  while (way[0] !== start) way.unshift(cameFrom.get(way[0]))
  return way
}
