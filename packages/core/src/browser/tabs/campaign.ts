import { errorCode } from '../../errors.ts'
import type { Engine } from '../../engine/engine.ts'
import type { SystemPort } from '../../ports.ts'
import { orAborted } from './or-aborted.ts'
import type { Locks } from './presence.ts'

/** Milliseconds between two looks whether the store is free. */
const OPEN_PAUSE_MS = 50
/** Milliseconds before a tab that could not open the store tries to lead again. */
const LEAD_AGAIN_MS = 2_000

export interface CampaignPorts {
  readonly name: string
  readonly locks: Locks
  readonly system: Pick<SystemPort, 'now' | 'alarm'>
  readonly closing: AbortSignal
  /** Runs while this tab holds the lock; `stolen` aborts when the browser took it away. */
  lead (stolen: AbortSignal): Promise<void>
  /** The lock is gone, in whatever way: somebody else may lead. */
  lost (): void
  /** Leading failed; false ends the campaign. */
  failed (error: unknown): boolean
}

/** Stands in line for the lock, again and again until `closing`. */
export async function campaign (ports: CampaignPorts): Promise<void> {
  const { name, locks, closing } = ports
  while (!closing.aborted) {
    const stolen = new AbortController()
    let working: Promise<void> | undefined
    let failure: { readonly error: unknown } | undefined
    try {
      await locks.request(name, { signal: closing }, async () => {
        working = ports.lead(stolen.signal).catch((error: unknown) => { failure = { error } })
        await working
      })
    } catch (error) {
      // So it ends when the lock is stolen, and when nobody wants it any more; otherwise there are no locks here.
      if (!(error instanceof DOMException && error.name === 'AbortError')) failure = { error }
    }
    stolen.abort(new Error('another tab took the lock'))
    await working
    if (closing.aborted) return
    if (failure !== undefined) {
      if (!ports.failed(failure.error)) return
      await pause(ports, LEAD_AGAIN_MS) // for another tab to try
    }
    ports.lost()
  }
}

/** Opens the engine, waiting up to `patienceMs` for a store that somebody else has: who died or slept lets go late. */
export async function openPatiently (
  open: () => Promise<Engine>, patienceMs: number, ports: Pick<CampaignPorts, 'system' | 'closing'>
): Promise<Engine> {
  const until = ports.system.now().mono + patienceMs
  for (;;) {
    try {
      return await open()
    } catch (error) {
      const isLate = ports.system.now().mono >= until || ports.closing.aborted
      if (errorCode(error) !== 'store-in-use' || isLate) throw error
    }
    await pause(ports, OPEN_PAUSE_MS)
  }
}

async function pause ({ system, closing }: Pick<CampaignPorts, 'system' | 'closing'>, ms: number): Promise<void> {
  let disarm: (() => void) | undefined
  const over = new Promise<void>((resolve) => { disarm = system.alarm(ms, resolve) })
  await orAborted(over, closing).catch(() => disarm?.())
}
