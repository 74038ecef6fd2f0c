/**
 * Receipts: a getter signs one when all is durable and tells every member; members pass on those they know, so that a
 * sender who was away learns of them from whoever is there.
 */
import type { Instant, PeerId } from '../ids.ts'
import { MAX_RECEIPT_KEYS } from '../limits.ts'
import type { StoredTransfer } from '../ports.ts'
import type { Receipt } from '../pure/page.ts'
import type { Channel } from './channel.ts'
import type { Effect } from './effect.ts'
import { hasAll, receiptsWanted, type SwarmState } from './swarm-state.ts'
import { say } from './say.ts'

export interface Receipts {
  /** Distinct recipients known to have everything. */
  readonly count: number
  /** All recipients have everything. */
  readonly all: boolean
  /** We signed one, and no member that has everything confirmed to have it. */
  readonly owed: boolean
  /** A sender waits for some, or ours is owed: members are worth finding for that alone. */
  readonly missing: boolean
  /** All is durable: sign. */
  finished (out: Effect[]): void
  signed (receipt: Receipt, now: Instant, out: Effect[]): void
  joined (channel: Channel, now: Instant, out: Effect[]): void
  heard (channel: Channel, receipt: Receipt, out: Effect[]): void
  /** Whose receipt it was when it was forged: only a liar passes those on. */
  checked (ok: boolean, receipts: number, now: Instant, out: Effect[]): PeerId | undefined
  /** The store could not check one. */
  failed (): void
  /** The member left because it needs nothing more. */
  leftDone (): void
}

/** Sends a ping behind a receipt: its pong says that the receipt arrived. */
export type Confirm = (channel: Channel, now: Instant, out: Effect[], onPong: () => void) => void

/** Several members pass on a receipt at the same moment: it is checked once. */
function isSame (a: Receipt, b: Receipt): boolean {
  return a.key === b.key && a.signature.every((byte, i) => byte === b.signature[i]) &&
    a.finalPage.every((byte, i) => byte === b.finalPage[i])
}

/** Who keeps columns stays, and passes on what it knows. */
const isKeeping = ({ keeps }: Channel): boolean => keeps !== undefined

/** Creates the receipts of a swarm; those that the journal keeps are passed on like any other. */
export function createReceipts (
  state: SwarmState, { receipts: stored, receiptsKept = [] }: StoredTransfer, confirm: Confirm
): Receipts {
  const known = new Map(receiptsKept.map((receipt) => [receipt.key, receipt]))
  const checking: { readonly receipt: Receipt, readonly peer: PeerId }[] = []
  let count = stored
  let own: Receipt | undefined
  let asked = false
  let confirmed = false

  const wanted = (): number => receiptsWanted(state)

  function send (channel: Channel, receipt: Receipt, now: Instant, out: Effect[]): void {
    channel.receipts.add(receipt.key)
    say(channel, { type: 'receipt', receipt }, out)
    if (receipt !== own || confirmed) return
    // A member that itself misses chunks may go before it meets the sender.
    const stays = state.final && (hasAll(state, channel) || isKeeping(channel))
    if (stays) confirm(channel, now, out, () => { confirmed = true })
  }

  function tell (receipt: Receipt, now: Instant, out: Effect[]): void {
    for (const channel of state.channels.values()) {
      if (!channel.receipts.has(receipt.key)) send(channel, receipt, now, out)
    }
  }

  function sign (out: Effect[]): void {
    if (asked || wanted() === 0 || state.role !== 'get') return
    asked = true
    out.push({ type: 'sign-receipt', swarm: state.no })
  }

  return {
    get count () { return count },
    get all () { return wanted() > 0 && count >= wanted() },
    get missing () {
      if (state.role === 'send') return state.final && state.until === 'received' && !this.all
      return state.life.state === 'done' && this.owed
    },
    get owed () { return state.role === 'get' && wanted() > 0 && !confirmed },
    finished: sign,
    signed (receipt, now, out) {
      own = receipt
      known.set(receipt.key, receipt)
      count = Math.max(count, known.size)
      tell(receipt, now, out)
    },
    joined (channel, now, out) {
      // After a restart ours is signed again for the first member we meet.
      if (state.life.state === 'done') sign(out)
      for (const receipt of known.values()) send(channel, receipt, now, out)
    },
    heard (channel, receipt, out) {
      if (receipt.key >= MAX_RECEIPT_KEYS) return
      // Who tells of a receipt need not be told of it.
      channel.receipts.add(receipt.key)
      if (!state.final || known.has(receipt.key)) {
        if (receipt.key === own?.key && (hasAll(state, channel) || isKeeping(channel))) confirmed = true
        return
      }
      if (checking.length >= MAX_RECEIPT_KEYS) return
      if (checking.some((other) => isSame(other.receipt, receipt))) return
      checking.push({ receipt, peer: channel.peer })
      out.push({ type: 'check-receipt', swarm: state.no, chan: channel.chan, receipt })
    },
    checked (ok, receipts, now, out) {
      const { receipt, peer } = checking.shift() ?? {}
      if (receipt === undefined) return undefined
      if (!ok) return peer
      count = Math.max(count, receipts)
      if (known.has(receipt.key)) return undefined
      known.set(receipt.key, receipt)
      tell(receipt, now, out)
      return undefined
    },
    failed () { checking.shift() },
    leftDone () { confirmed = true },
  }
}
