import type { SwarmNo } from '../ids.ts'
import { PasselError } from '../errors.ts'
import type { HoldEnd } from '../machines/effect.ts'
import type { Peer } from '../machines/peer-types.ts'
import type { StoredTransfer, StorePort } from '../ports.ts'
import type { HeldPayload } from '../pure/held-payload.ts'
import { bucketOf, deriveSwarmKeys } from '../pure/keys.ts'
import { toHoldState, type Hold, type HoldOptions, type HoldState } from './hold.ts'
import type { Host } from './host.ts'
import { idOfSwarm, type TransferId } from './transfer-id.ts'

/** The payloads that an engine keeps for others. */
export interface Holds {
  /** Goes on with one of before a restart. */
  start (stored: StoredTransfer): Hold
  /** Begins, or finds the one that is there. Fails with `bad-option`, `quota` and `disk-full`. */
  begin (payload: HeldPayload, options: HoldOptions): Promise<Hold>
  all (): Hold[]
  get (id: TransferId): Hold | undefined
  /** The machines are done with one. */
  ended (swarm: SwarmNo, reason: HoldEnd): void
}

export interface HoldsOptions {
  readonly host: Host
  readonly store: StorePort
  readonly peer: Peer
  readonly buckets: number
  readonly trouble: (where: string, error: unknown) => void
}

interface Entry { readonly hold: Hold, end (reason: HoldEnd | 'dropped'): void }

/** Creates them; `start` brings back what the store knows. */
export function createHolds ({ host, store, peer, buckets, trouble }: HoldsOptions): Holds {
  const entries = new Map<TransferId, Entry>()
  const bySwarm = new Map<SwarmNo, Entry>()
  const starting = new Map<TransferId, Promise<Hold>>()

  function start (stored: StoredTransfer): Hold {
    const { init, swarm } = stored
    if (init.role !== 'hold') throw new TypeError('not kept for others')
    const { payload } = init
    const keys = deriveSwarmKeys(payload.swarmKey)
    const id = idOfSwarm(keys.swarmId)
    let end: (reason: HoldEnd | 'dropped') => void = () => { /* before there is anybody to tell */ }
    const ended = new Promise<HoldEnd | 'dropped'>((resolve) => { end = resolve })
    let last: HoldState | undefined
    const hold: Hold = {
      id,
      payload,
      ended,
      state: () => {
        const snapshot = peer.snapshot(swarm)
        if (snapshot !== undefined) last = toHoldState(snapshot)
        if (last === undefined) throw new PasselError('not-found', `nothing is kept of ${id}`)
        return last
      },
      drop: async () => {
        if (!entries.has(id)) return
        hold.state()
        host.dispatch({ type: 'remove', swarm })
        entry.end('dropped')
      }
    }
    const entry: Entry = {
      hold,
      end: (reason) => {
        entries.delete(id)
        bySwarm.delete(swarm)
        host.dismiss(swarm)
        end(reason)
      }
    }
    entries.set(id, entry)
    bySwarm.set(swarm, entry)
    const { privacy } = payload
    const bucket = bucketOf(payload.swarmKey, buckets)
    host.admit({ swarm, privacy, bucket, keys: undefined, held: payload, ...keys })
    host.openLinks(privacy).catch((error: unknown) => trouble('links', error))
    host.dispatch({ type: 'add', transfer: stored, bucket })
    hold.state()
    return hold
  }

  async function create (payload: HeldPayload, columns: readonly number[]): Promise<Hold> {
    const init = { role: 'hold', payload, columns } as const
    const swarm = await store.create(init)
    return start({
      swarm, init, pages: [], sealedChunks: 0, sealedLast: false, have: new Uint8Array(0), parityStripes: 0,
      receipts: 0, paused: false, state: 'active', resumedBytes: 0
    })
  }

  return {
    start,
    begin: async (payload, { columns = [] }) => {
      const id = idOfSwarm(deriveSwarmKeys(payload.swarmKey).swarmId)
      const known = entries.get(id)?.hold ?? starting.get(id)
      if (known !== undefined) return await known
      const hold = create(payload, columns)
      starting.set(id, hold)
      return await hold.finally(() => starting.delete(id))
    },
    all: () => [...entries.values()].map(({ hold }) => hold),
    get: (id) => entries.get(id)?.hold,
    ended: (swarm, reason) => {
      const entry = bySwarm.get(swarm)
      entry?.hold.state()
      entry?.end(reason)
    }
  }
}
