/**
 * Parity made on demand: whoever asks for one row of a stripe is soon followed by others who ask for the next. Stripes
 * being made count too, so that two who ask at once have it made once.
 */
export interface StripeCache {
  /** The rows of a stripe, made by `make` where they are not here; to be copied, never moved. */
  get (swarm: number, stripe: number, bytes: number, make: () => Promise<readonly Uint8Array[]>):
  Promise<readonly Uint8Array[]>
  forget (swarm: number): void
}

export function createStripeCache (maxBytes: number): StripeCache {
  const stripes = new Map<string, { readonly rows: Promise<readonly Uint8Array[]>, readonly bytes: number }>()
  let total = 0

  function remove (key: string): void {
    total -= stripes.get(key)?.bytes ?? 0
    stripes.delete(key)
  }

  return {
    get: (swarm, stripe, bytes, make) => {
      const key = `${swarm}/${stripe}`
      const known = stripes.get(key)
      if (known !== undefined) return known.rows
      const rows = make()
      stripes.set(key, { rows, bytes })
      total += bytes
      // The next one tries again.
      rows.catch(() => { if (stripes.get(key)?.rows === rows) remove(key) })
      for (const oldest of stripes.keys()) {
        if (total <= maxBytes || oldest === key) break
        remove(oldest)
      }
      return rows
    },
    forget: (swarm) => {
      for (const key of stripes.keys()) if (key.startsWith(`${swarm}/`)) remove(key)
    },
  }
}
