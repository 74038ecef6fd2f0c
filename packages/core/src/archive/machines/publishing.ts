/**
 * When a publisher bundles, merges and announces: one thing at a time. The host does the work, in an order that a
 * crash survives (payload durable, then the state with its signed announcement, then Waku), and says how it went.
 */
import type { Instant } from '../../ids.ts'
import { ANNOUNCE_AGAIN_MS, PUBLISHER_PAUSE_MS } from '../../limits.ts'
import type { BundleEntry } from '../pure/entry.ts'
import { bundleDueIn, chooseMerge, type BundlePolicy, type Pending } from '../pure/merge-policy.ts'

export type PublishingEvent =
  /** What there is from before a restart. */
  | { readonly type: 'opened', readonly entries: readonly BundleEntry[] }
  | { readonly type: 'added', readonly messages: number, readonly bytes: number }
  /** Bundle and announce without waiting. */
  | { readonly type: 'flush' }
  /** A bundle or a merge went well: what still waits, and what the open part lists now. */
  | { readonly type: 'published', readonly pending: Pending, readonly entries: readonly BundleEntry[] }
  | { readonly type: 'announced' }
  | { readonly type: 'failed' }
  | { readonly type: 'tick' }

export type PublishingEffect =
  | { readonly type: 'bundle' }
  /** Places in the open part. */
  | { readonly type: 'merge', readonly places: readonly number[] }
  | { readonly type: 'announce' }

const NOTHING: Pending = { messages: 0, bytes: 0, sinceMs: 0 }

export class Publishing {
  readonly #policy: BundlePolicy
  readonly #spacingMs: number
  #pending: Pending = NOTHING
  #entries: readonly BundleEntry[] = []
  #busy = false
  #flushing = false
  #unannounced = false
  #announcedAt = -Infinity
  #failures = 0
  #notBefore = -Infinity
  #deadline = Infinity

  constructor (policy: BundlePolicy, spacingMs: number) {
    this.#policy = policy
    this.#spacingMs = spacingMs
  }

  /** Monotonic ms at which it wants a `tick`. */
  nextDeadline (): number {
    return this.#deadline
  }

  /** Whether all that was added is bundled and announced. */
  isIdle (): boolean {
    return !this.#busy && this.#pending.messages === 0 && !this.#unannounced
  }

  handle (event: PublishingEvent, now: Instant, out: PublishingEffect[]): void {
    this.#take(event, now)
    this.#deadline = Infinity
    if (this.#busy) return
    if (now.mono < this.#notBefore) {
      this.#deadline = this.#notBefore
      return
    }
    const next = this.#next(now)
    if (next === undefined) return
    this.#busy = true
    out.push(next)
  }

  #take (event: PublishingEvent, now: Instant): void {
    switch (event.type) {
      case 'opened':
        this.#entries = event.entries
        // The author is back: who came meanwhile may have missed it.
        this.#unannounced = event.entries.length > 0
        break
      case 'added': {
        const sinceMs = this.#pending.messages === 0 ? now.mono : this.#pending.sinceMs
        const { messages, bytes } = this.#pending
        this.#pending = { messages: messages + event.messages, bytes: bytes + event.bytes, sinceMs }
        break
      }
      case 'flush':
        this.#flushing = true
        this.#notBefore = -Infinity
        break
      case 'published':
        this.#pending = event.pending
        this.#entries = event.entries
        this.#unannounced = true
        this.#well()
        break
      case 'announced':
        this.#unannounced = false
        this.#announcedAt = now.mono
        this.#well()
        break
      case 'failed': {
        const [first, most] = PUBLISHER_PAUSE_MS
        this.#busy = false
        this.#notBefore = now.mono + Math.min(first * 2 ** this.#failures++, most)
        break
      }
      case 'tick':
    }
  }

  #well (): void {
    this.#busy = false
    this.#failures = 0
  }

  #next (now: Instant): PublishingEffect | undefined {
    const wait = this.#flushing && this.#pending.messages > 0 ? 0 : bundleDueIn(this.#policy, this.#pending, now.mono)
    if (wait === 0) return { type: 'bundle' }
    const places = chooseMerge(this.#policy, this.#entries)
    if (places !== undefined) return { type: 'merge', places }
    const quiet = this.#unannounced ? this.#flushing ? 0 : this.#spacingMs : ANNOUNCE_AGAIN_MS
    const announceAt = this.#entries.length === 0 ? Infinity : this.#announcedAt + quiet
    if (announceAt <= now.mono) return { type: 'announce' }
    if (!this.#unannounced && this.#pending.messages === 0) this.#flushing = false
    this.#deadline = Math.min(wait === undefined ? Infinity : now.mono + wait, announceAt)
    return undefined
  }
}
