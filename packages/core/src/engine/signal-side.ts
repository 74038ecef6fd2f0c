/**
 * The host's side towards signals: seals records for their swarm, opens what others sealed. Records of swarms we do
 * not know look like noise and are dropped here; machines see bodies only.
 */
import type { SwarmNo } from '../ids.ts'
import { MAX_CATCH_UP_BYTES } from '../limits.ts'
import type { Effect } from '../machines/effect.ts'
import type { SignalPort } from '../ports.ts'
import { openRecords, packRecords } from '../pure/signal-record.ts'
import type { HostContext } from './host-context.ts'

const NONCE_BYTES = 12
const ID_BYTES = 8

export interface SignalSide {
  run (effect: Effect): boolean
  close (): Promise<void>
}

export function createSignalSide (context: HostContext): SignalSide {
  const { system, createSignals } = context.ports
  const abort = new AbortController()
  const opening: Promise<SignalPort> | undefined = createSignals === null
    ? undefined
    : Promise.resolve(createSignals({
      message: (bucket, payload) => receive(bucket, payload),
      health: (state) => context.dispatch({ type: 'waku', state })
    }))
  opening?.catch((error: unknown) => context.trouble('signals', error))

  function receive (bucket: number, payload: Uint8Array): void {
    const known = [...context.swarms.values()].flatMap(({ swarm, bucket: its, keys }) =>
      its === bucket && keys !== undefined ? [{ swarm, keys }] : [])
    for (const { swarm, id, sentAtMs, body } of openRecords(payload, known)) {
      context.dispatch({ type: 'signal', swarm: swarm.swarm, id, sentAtMs, body })
    }
  }

  async function publish (effect: Effect & { type: 'publish' }): Promise<void> {
    const sentAtMs = system.now().wall
    const records = effect.records.flatMap(({ swarm, body }) => {
      const keys = keysOf(swarm)
      if (keys === undefined) return []
      return [{ keys, nonce: system.randomBytes(NONCE_BYTES), id: system.randomBytes(ID_BYTES), sentAtMs, body }]
    })
    const port = await opening
    if (port === undefined || records.length === 0) throw new Error('nothing to publish, or nowhere')
    const payload = packRecords(records, (length) => system.randomBytes(length))
    await port.publish(effect.bucket, payload, effect.stored, abort.signal)
  }

  function keysOf (swarm: SwarmNo): { signalKey: Uint8Array, tagKey: Uint8Array } | undefined {
    return context.swarms.get(swarm)?.keys
  }

  async function catchUp (effect: Effect & { type: 'catch-up' }): Promise<void> {
    const port = await opening
    if (port === undefined) throw new Error('no signals')
    const { bucket, sinceMs, untilMs } = effect
    const messages = port.query(bucket, sinceMs, untilMs, MAX_CATCH_UP_BYTES, abort.signal)
    for await (const { payload } of messages) receive(bucket, payload)
  }

  function alreadyTold (): void {
    // That signals could not be opened was told as trouble when it happened.
  }

  return {
    run: (effect) => {
      switch (effect.type) {
        case 'publish':
          publish(effect).then(
            () => context.dispatch({ type: 'published', op: effect.op, ok: true }),
            (error: unknown) => {
              context.trouble('signals', error)
              context.dispatch({ type: 'published', op: effect.op, ok: false })
            }
          )
          return true
        case 'catch-up': {
          const done = (ok: boolean): void =>
            context.dispatch({ type: 'caught-up', op: effect.op, bucket: effect.bucket, untilMs: effect.untilMs, ok })
          catchUp(effect).then(() => done(true), (error: unknown) => {
            context.trouble('signals', error)
            done(false)
          })
          return true
        }
        case 'watch':
          opening?.then((port) => port.watch(effect.buckets), alreadyTold)
          return true
        default: return false
      }
    },
    close: async () => {
      abort.abort()
      await opening?.then((port) => port.close(), alreadyTold)
    }
  }
}
