/**
 * No wrong and no missing byte is ever reported as there, and nothing is offered before it is stored.
 */
import type { Observer, VirtualHost, VirtualTransferRecord } from '../world/index.ts'
import type { Channels } from './channels.ts'
import type { Properties } from './properties.ts'

const RIGHT_BYTES = 'what is kept has no wrong byte'
const WHOLE = 'what is finished is whole'
const OFFERED = 'nothing is offered before it is stored'
const GIVEN = 'nothing is given that is not stored'

/** Creates the checks on bytes; `channels` must have seen each event before. */
export function checkBytes (properties: Properties, channels: Channels): Observer {
  const isWhole = ({ payload, ledger }: VirtualTransferRecord): boolean => {
    const last = ledger.pages.at(-1)
    return last?.final === true && last.size === payload.bytes && ledger.have.size === last.first + last.count
  }

  function recordOn (host: VirtualHost, chan: Parameters<ReturnType<Channels['of']>['get']>[0]) {
    const channel = channels.of(host).get(chan)
    return channel === undefined ? undefined : host.store.record(channel.swarm)
  }

  return {
    handled (host, event, effects) {
      for (const effect of effects) {
        switch (effect.type) {
          case 'finish': {
            const record = host.store.record(effect.swarm)
            if (record?.init.role !== 'get') break
            properties.always(WHOLE, isWhole(record), () => `${host.name} has ${record.have.size} chunks`)
            break
          }
          case 'frame': {
            if (effect.frame.type !== 'have') break
            const record = recordOn(host, effect.chan)
            if (record === undefined) break
            for (const { first, count } of effect.frame.ranges) {
              for (let chunk = first; chunk < first + count; chunk++) {
                properties.always(OFFERED, record.have.has(chunk), () => `${host.name} offers chunk ${chunk}`)
              }
            }
            break
          }
          default:
        }
      }
      if (event.type !== 'chunk-out' || event.sentBytes === 0) return
      const record = recordOn(host, event.chan)
      if (record !== undefined) {
        properties.always(GIVEN, record.have.has(event.chunk), () => `${host.name} gave chunk ${event.chunk}`)
      }
    },
    kept (host, _payload, chunk, corrupt, outcome) {
      properties.always(RIGHT_BYTES, !corrupt || outcome !== 'ok', () => `${host.name} keeps chunk ${chunk}`)
    },
  }
}
