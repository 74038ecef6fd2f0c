/**
 * What a listener looks up when a dialler names a swarm: names of all its swarms for this hour and one hour on either
 * side, because clocks differ. A hundred thousand swarms take about a second of hashing, so names are made a few at a
 * time: those of the hour after next are ready long before they are needed, and a roll-over costs nothing at once.
 */
import type { SwarmNo } from '../ids.ts'
import { NAME_HOURS_ASIDE } from '../limits.ts'
import { readU16, readU32 } from './bytes.ts'
import { hourOf, swarmName } from './join-proof.ts'

/** Names of one hour, and how far down the list of swarms they were made. */
interface HourTable { readonly names: Map<number, SwarmNo>, made: number }

/** A swarm's id and its place in the order. */
interface Known { readonly swarmId: Uint8Array, place: number }

/** First 48 bits of a name: two of 10^5 swarms share them once in 10^5 hours, and then one proof fails. */
function shortName (name: Uint8Array): number {
  return readU32(name, 0) * 2 ** 16 + readU16(name, 4)
}

export class SwarmNames {
  readonly #listener: Uint8Array
  readonly #known = new Map<SwarmNo, Known>()
  /** Swarms in the order they came; a gap where one was removed, until the next compaction. */
  #order: (SwarmNo | undefined)[] = []
  readonly #hours = new Map<number, HourTable>()
  #hour: number

  /** `listener`: our own peer id's multihash bytes. */
  constructor (listener: Uint8Array, nowMs: number) {
    this.#listener = listener
    this.#hour = hourOf(nowMs)
    this.#open()
  }

  get size (): number {
    return this.#known.size
  }

  /** Makes a swarm known; its names for the hours around now are there when this returns. */
  add (swarm: SwarmNo, swarmId: Uint8Array): void {
    if (this.#known.has(swarm)) return
    this.#known.set(swarm, { swarmId, place: this.#order.length })
    for (const [hour, table] of this.#hours) {
      // A table that is behind comes to this swarm by itself, but its newest names are wanted now.
      if (table.made === this.#order.length) table.made++
      this.#make(table, hour, swarm, swarmId)
    }
    this.#order.push(swarm)
  }

  remove (swarm: SwarmNo): void {
    const known = this.#known.get(swarm)
    if (known === undefined) return
    this.#known.delete(swarm)
    this.#order[known.place] = undefined
    for (const [hour, { names }] of this.#hours) {
      const name = shortName(swarmName(known.swarmId, this.#listener, hour))
      if (names.get(name) === swarm) names.delete(name)
    }
    if (this.#order.length > 2 * this.#known.size + 16) this.#compact()
  }

  /** The swarm that a dialler named, in constant time. */
  find (name: Uint8Array): SwarmNo | undefined {
    const short = shortName(name)
    for (let hour = this.#hour - NAME_HOURS_ASIDE; hour <= this.#hour + NAME_HOURS_ASIDE; hour++) {
      const swarm = this.#hours.get(hour)?.names.get(short)
      if (swarm !== undefined) return swarm
    }
    return undefined
  }

  /** Moves to the hour of `nowMs` and makes at most `maxNames` names; whether there is more to make. */
  advance (nowMs: number, maxNames: number): boolean {
    const hour = hourOf(nowMs)
    if (hour !== this.#hour) {
      this.#hour = hour
      this.#open()
    }
    let left = maxNames
    for (const [of, table] of this.#hours) {
      while (left > 0 && table.made < this.#order.length) {
        const swarm = this.#order[table.made++]
        const known = swarm === undefined ? undefined : this.#known.get(swarm)
        if (swarm === undefined || known === undefined) continue
        this.#make(table, of, swarm, known.swarmId)
        left--
      }
    }
    return [...this.#hours.values()].some((table) => table.made < this.#order.length)
  }

  #make (table: HourTable, hour: number, swarm: SwarmNo, swarmId: Uint8Array): void {
    table.names.set(shortName(swarmName(swarmId, this.#listener, hour)), swarm)
  }

  /** Drops tables of hours gone and opens those ahead, the current hour first: `advance` fills them in this order. */
  #open (): void {
    const wanted = [this.#hour]
    for (let aside = 1; aside <= NAME_HOURS_ASIDE; aside++) wanted.push(this.#hour + aside, this.#hour - aside)
    wanted.push(this.#hour + NAME_HOURS_ASIDE + 1)
    const kept = new Map(this.#hours)
    this.#hours.clear()
    for (const hour of wanted) this.#hours.set(hour, kept.get(hour) ?? { names: new Map(), made: 0 })
  }

  #compact (): void {
    for (const table of this.#hours.values()) {
      table.made = this.#order.slice(0, table.made).filter((swarm) => swarm !== undefined).length
    }
    this.#order = this.#order.filter((swarm) => swarm !== undefined)
    for (const [place, swarm] of this.#order.entries()) {
      const known = this.#known.get(swarm as SwarmNo)
      if (known !== undefined) known.place = place
    }
  }
}
