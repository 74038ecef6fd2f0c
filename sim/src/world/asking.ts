import type { ConnNo, DepositOutcome, Effect, PeerId } from '@passel/core/machines'
import type { Hint } from '@passel/core/pure'
import { HANDSHAKE_BYTES } from './frame-bytes.ts'
import type { Channel, LinkHost, VirtualConnection } from './link-types.ts'
import type { VirtualPayload } from './payload.ts'

export type Deposited = (answer: DepositOutcome | undefined) => void
type Probe = Extract<Effect, { type: 'probe' }>

/** Questions over a link that are no frames: whether somebody keeps a payload, and slices read back. */
export interface Asking {
  deposit (peer: PeerId, payload: VirtualPayload, columns: readonly number[], from: Hint, done: Deposited): void
  probe (effect: Probe, channel: Channel | undefined): void
}

export interface AskingOptions {
  readonly host: LinkHost
  readonly connections: ReadonlyMap<ConnNo, VirtualConnection>
  tell (channel: Channel, bytes: number, receive: (there: VirtualConnection) => void): void
}

/** Milliseconds for which an answer is waited for. */
const ANSWER_MS = 10_000
/** Bytes of a question whether a peer keeps something. */
const DEPOSIT_BYTES = 1024

export function createAsking ({ host, connections, tell }: AskingOptions): Asking {
  function probe ({ op, swarm, chunk, length }: Probe, channel: Channel | undefined): void {
    let told = false
    const answer = (outcome: 'same' | 'wrong' | 'failed'): void => {
      if (!told) host.emit({ type: 'probed', op, swarm, outcome })
      told = true
    }
    host.later(ANSWER_MS, () => answer('failed'))
    if (channel === undefined) return
    tell(channel, HANDSHAKE_BYTES, there => {
      const record = there.host.store.of(channel.payload)
      if (there.host.idle || record === undefined) return
      there.host.store.read(record.swarm, chunk, isThere => {
        if (!isThere || !there.channels.has(channel.payload)) return
        there.wire.send({ bytes: length, deliver: () => answer(there.host.corrupt ? 'wrong' : 'same') }, true)
      })
    })
  }

  return {
    probe,
    deposit (peer, payload, columns, from, done) {
      const here = [...connections.values()].find(it => it.peer === peer && it.privacy === payload.privacy)
      if (here === undefined) return done(undefined)
      let told = false
      const once: Deposited = answer => {
        if (!told) done(answer)
        told = true
      }
      host.later(ANSWER_MS, () => once(undefined))
      const { other } = here
      here.wire.send({
        bytes: DEPOSIT_BYTES,
        deliver: () => {
          const answer = other.host.deposited(payload, columns, from)
          other.wire.send({ bytes: HANDSHAKE_BYTES, deliver: () => once(answer) }, true)
        },
      }, true)
    },
  }
}
