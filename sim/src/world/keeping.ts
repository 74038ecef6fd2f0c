import type { DepositOutcome, Effect, PrivacyClass } from '@passel/core/machines'
import type { Hint } from '@passel/core/pure'
import type { HostWorld, VirtualHost } from './host-types.ts'
import type { VirtualPayload } from './payload.ts'

/** Asking others to keep a payload, and being asked. */
export interface VirtualKeeping {
  deposit (effect: Extract<Effect, { type: 'deposit' }>): void
  keepFor (payload: VirtualPayload, columns: readonly number[], from: Hint): DepositOutcome
}

export interface VirtualKeepingOptions {
  readonly host: () => VirtualHost
  readonly world: HostWorld
  /** It keeps whatever it is asked to. */
  readonly keeper: boolean
  /** Starts the node of a class. */
  start (privacy: PrivacyClass): void
}

export function createVirtualKeeping (options: VirtualKeepingOptions): VirtualKeeping {
  const { world, keeper: isKeeper, start } = options

  /** Over a connection that is up, else over one of its own. */
  function deposit (effect: Extract<Effect, { type: 'deposit' }>): void {
    const { op, swarm, peer: keeper, addresses: known, columns } = effect
    const host = options.host()
    const { store, link, emit, id, addresses } = host
    const payload = store.record(swarm)?.payload
    if (payload === undefined) return
    const { privacy } = payload
    const unreachable = { accepted: false, reason: 'unreachable', retryMs: 30_000 } as const
    const answered = (answer: DepositOutcome = unreachable): void => emit({ type: 'deposited', op, swarm, answer })
    const ask = (): void =>
      link.deposit(keeper, payload, columns, { peer: id(privacy), addresses: addresses(privacy) }, answered)
    if ([...link.connections.values()].some(it => it.peer === keeper && it.privacy === privacy)) return ask()
    start(privacy)
    const path = known.every(address => address.includes('/p2p-circuit')) ? 'relayed' : 'direct'
    const dial = { type: 'dial', op, privacy, peer: keeper, addresses: known, path, timeoutMs: 8000 } as const
    world.dial(host, dial, failure => failure === undefined ? ask() : answered())
  }

  function keepFor (payload: VirtualPayload, columns: readonly number[], from: Hint): DepositOutcome {
    if (!isKeeper) return { accepted: false, reason: 'not-a-keeper' }
    const host = options.host()
    const { reference: { author, kind, expiresAtMs, secret }, privacy } = payload
    if (host.store.of(payload) === undefined) {
      const held = { swarmKey: secret, author, privacy, kind, hints: [from], relays: [] }
      const known = expiresAtMs === undefined ? held : { ...held, expiresAtMs }
      host.add(payload, { role: 'hold', payload: known, columns })
    }
    return { accepted: true, columns, untilMs: expiresAtMs ?? Infinity }
  }

  return { deposit, keepFor }
}
