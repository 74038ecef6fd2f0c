/** States that a sweep should have been in: one that no seed reaches shows that the lab tests less than it seems. */
import type { Effect, Event } from '@passel/core/machines'
import type { LifeEvent, Observer } from '../world/index.ts'
import type { Properties } from './properties.ts'

const LIVES: Readonly<Record<LifeEvent, string>> = {
  boot: 'a peer starts again',
  crash: 'a process is killed',
  'power-cut': 'a machine loses its power',
  online: 'a network comes back',
  offline: 'a network goes away',
  freeze: 'a process is suspended',
  thaw: 'a suspended process goes on',
}

function inEvent (event: Event): string | undefined {
  switch (event.type) {
    case 'dial-failed': return `a dial fails: ${event.reason}`
    case 'join-refused': return 'a join is refused'
    case 'relay': return event.state === 'reserved' ? undefined : `a reservation is ${event.state}`
    case 'conn-up': {
      const isUpgrade = event.path === 'direct' && event.address.includes('/p2p-circuit')
      return isUpgrade ? 'a direct path comes up through a relay' : undefined
    }
    case 'left': return `a channel ends: ${event.reason}`
    case 'bytes-in': return event.wasted > 0 ? 'bytes come that nobody waits for' : undefined
    case 'chunk-in': return event.senders.length > 1 ? 'a chunk comes from several members' : undefined
    case 'kept': return event.outcome === 'ok' ? undefined : `a chunk is not kept: ${event.outcome}`
    case 'page-checked':
      return ['ok', 'known'].includes(event.result.verdict) ? undefined : `a page is refused: ${event.result.verdict}`
    case 'head-checked': return event.verdict === 'forged' ? 'a head is forged' : undefined
    case 'receipt-checked': return 'a receipt arrives'
    case 'store-failed': return `the store fails: ${event.code}`
    case 'published': return event.ok ? undefined : 'a signal is not taken'
    case 'caught-up': return event.ok ? 'signals of the past are looked up' : 'looking up the past fails'
    case 'chunk-out': return event.outcome === 'sent' ? undefined : `a send ends: ${event.outcome}`
    case 'frame':
      if (event.frame.type === 'refuse') return 'a request is refused'
      return event.frame.type === 'pong' ? 'a silent connection answers a ping' : undefined
    default: return undefined
  }
}

function inEffect (effect: Effect): string | undefined {
  switch (effect.type) {
    case 'expect': return effect.alone ? 'a chunk is fetched from one member alone' : undefined
    case 'leave': return effect.reason === 'violation' ? 'a member is convicted' : undefined
    case 'hang-up': return 'a connection is hung up'
    case 'abort-send': return 'a send is called off'
    case 'frame': return effect.frame.type === 'cancel' ? 'a request is called off' : undefined
    case 'publish': return effect.records[0]?.body.type === 'offer' ? 'an offer is made' : 'a seek is sent'
    case 'set-failed': return 'a transfer fails'
    default: return undefined
  }
}

/** States that the mixed scenario is expected to reach within a sweep. */
export const INTERESTING: readonly string[] = [
  ...Object.values(LIVES),
  ...['timeout', 'refused'].map(reason => `a dial fails: ${reason}`),
  'a reservation is lost', 'a reservation is refused', 'a join is refused', 'a direct path comes up through a relay',
  ...['done', 'paused', 'violation', 'surplus', 'closed'].map(reason => `a channel ends: ${reason}`),
  'bytes come that nobody waits for', 'a chunk comes from several members',
  ...['bad-digest', 'disk-full', 'quota', 'io'].map(outcome => `a chunk is not kept: ${outcome}`),
  'a page is refused: forged', 'a receipt arrives', 'the store fails: disk-full',
  'a signal is not taken', 'signals of the past are looked up', 'looking up the past fails',
  'a send ends: aborted', 'a send ends: closed', 'a request is refused', 'a silent connection answers a ping',
  'a chunk is fetched from one member alone', 'a member is convicted', 'a connection is hung up',
  'a request is called off', 'an offer is made', 'a seek is sent', 'a page is signed again', 'a power cut takes chunks',
]

/** Counts interesting states. */
export function countInteresting (properties: Properties): Observer {
  return {
    handled (_host, event, effects) {
      const reached = inEvent(event)
      if (reached !== undefined) properties.sometimes(reached)
      for (const effect of effects) {
        const wanted = inEffect(effect)
        if (wanted !== undefined) properties.sometimes(wanted)
      }
    },
    lived (_host, what) { properties.sometimes(LIVES[what]) },
  }
}
