/**
 * Waku in memory: every member's port on one scripted network. Time comes from outside, nothing is random, so the same
 * script gives the same run. It keeps the promises of the real adapter: what is published waits for the network for a
 * while, one's own messages are not heard, and stored messages missed while cut off arrive afterwards.
 */
import { PasselError } from '../errors.ts'
import { MAX_SIGNAL_BYTES, MAX_WAITING_SIGNALS, PUBLISH_PATIENCE_MS } from '../limits.ts'
import type { CreateSignalPort, SignalListener } from '../ports.ts'

export interface MemorySignal {
  readonly from: string
  readonly bucket: number
  readonly payload: Uint8Array
  readonly stored: boolean
  readonly sentAtMs: number
}

/** What becomes of one message on its way to one member. */
export interface SignalFate {
  /** @default false */
  readonly lost?: boolean
  /** Milliseconds on the way. @default the network's */
  readonly delayMs?: number
}

export interface MemorySignalsOptions {
  /** Wall-clock milliseconds. */
  readonly now: () => number
  /** Calls back once after `ms`; what it returns cancels. */
  readonly after: (ms: number, run: () => void) => () => void
  /** Milliseconds from a publisher to a listener. @default 50 */
  readonly delayMs?: number
  /** @default every message arrives after `delayMs` */
  readonly fate?: (message: MemorySignal, to: string) => SignalFate
}

export interface MemorySignals {
  /** Makes the port of a member, who is known to `cut` and `fate` by this name. */
  member (name: string): CreateSignalPort
  /** Cuts a member off, also one that is not there yet. */
  cut (name: string): void
  heal (name: string): void
  /** Everything that was published, in order: for counting. */
  readonly published: readonly MemorySignal[]
}

interface Member {
  readonly name: string
  readonly listener: SignalListener
  watched: ReadonlySet<number>
  readonly heard: Set<MemorySignal>
  cutSinceMs: number | undefined
  readonly waiting: Set<Waiting>
}

interface Waiting { send (): void, readonly fail: (error: PasselError) => void }

const DEFAULT_DELAY_MS = 50

/** Creates a network without members or messages. */
export function createMemorySignals (options: MemorySignalsOptions): MemorySignals {
  const { now, after, delayMs = DEFAULT_DELAY_MS, fate = (): SignalFate => ({}) } = options
  const published: MemorySignal[] = []
  const members = new Set<Member>()
  const cut = new Set<string>()

  function publish (message: MemorySignal): void {
    published.push(message)
    for (const to of members) {
      const { lost = false, delayMs: ownDelayMs = delayMs } = fate(message, to.name)
      if (lost || to.name === message.from) continue
      after(ownDelayMs, () => {
        if (members.has(to) && to.cutSinceMs === undefined) hear(to, message)
      })
    }
  }

  function hear ({ listener, heard, watched }: Member, message: MemorySignal): void {
    const { bucket, payload, sentAtMs } = message
    if (!watched.has(bucket) || heard.has(message)) return
    heard.add(message)
    listener.message(bucket, payload.slice(), sentAtMs)
  }

  function catchUp (member: Member, sinceMs: number): void {
    for (const message of published) {
      if (message.stored && message.from !== member.name && message.sentAtMs + delayMs >= sinceMs) hear(member, message)
    }
  }

  function setCut (name: string, isCut: boolean): void {
    if (cut.has(name) === isCut) return
    if (isCut) cut.add(name)
    else cut.delete(name)
    for (const member of members) {
      if (member.name !== name) continue
      const sinceMs = member.cutSinceMs
      member.cutSinceMs = isCut ? now() : undefined
      member.listener.health(isCut ? 'down' : 'up')
      if (isCut) continue
      for (const waiting of member.waiting) waiting.send()
      after(
        delayMs,
        () => { if (members.has(member) && member.cutSinceMs === undefined) catchUp(member, sinceMs ?? now()) }
      )
    }
  }

  function open (name: string, listener: SignalListener): ReturnType<CreateSignalPort> {
    const member: Member = {
      name,
      listener,
      watched: new Set(),
      heard: new Set(),
      cutSinceMs: cut.has(name) ? now() : undefined,
      waiting: new Set()
    }
    members.add(member)
    after(0, () => { if (members.has(member) && member.cutSinceMs === undefined) listener.health('up') })

    return {
      async publish (bucket, payload, stored, signal) {
        if (payload.length > MAX_SIGNAL_BYTES) {
          throw new PasselError('bad-option', `a signal has at most ${MAX_SIGNAL_BYTES} bytes`)
        }
        if (member.waiting.size >= MAX_WAITING_SIGNALS) {
          throw new PasselError('waku-unreachable', 'too many signals wait to be published')
        }
        const bytes = payload.slice()
        await waitFor(member, signal, () => publish({ from: name, bucket, payload: bytes, stored, sentAtMs: now() }))
      },
      watch (buckets) {
        member.watched = new Set(buckets)
      },
      async * query (bucket, sinceMs, untilMs, maxBytes, signal) {
        if (signal?.aborted === true) throw new PasselError('canceled', 'the caller canceled')
        if (!members.has(member)) throw new PasselError('canceled', 'the signals are closed')
        if (member.cutSinceMs !== undefined) {
          throw new PasselError('waku-unreachable', 'no Waku service node answered about the past')
        }
        let bytes = 0
        const kept = published.filter((each) => each.stored && each.bucket === bucket)
        for (const { payload, sentAtMs } of kept.reverse()) {
          if (sentAtMs < sinceMs || sentAtMs > untilMs) continue
          bytes += payload.length
          if (bytes > maxBytes) return
          yield { payload: payload.slice(), sentAtMs }
        }
      },
      async close () {
        members.delete(member)
        for (const { fail } of member.waiting) fail(new PasselError('canceled', 'the signals are closed'))
      }
    }
  }

  /** Runs `send` as soon as the member reaches the network. */
  async function waitFor (member: Member, signal: AbortSignal | undefined, send: () => void): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const cancel = (): void => waiting.fail(new PasselError('canceled', 'the caller canceled'))
      const end = (): void => {
        member.waiting.delete(waiting)
        stopWaiting()
        signal?.removeEventListener('abort', cancel)
      }
      const waiting: Waiting = {
        send () {
          end()
          send()
          resolve()
        },
        fail (error) {
          end()
          reject(error)
        }
      }
      const stopWaiting = after(
        PUBLISH_PATIENCE_MS,
        () => waiting.fail(new PasselError('waku-unreachable', 'a signal could not be published'))
      )
      member.waiting.add(waiting)
      if (!members.has(member)) waiting.fail(new PasselError('canceled', 'the signals are closed'))
      else if (signal?.aborted === true) cancel()
      else {
        signal?.addEventListener('abort', cancel, { once: true })
        if (member.cutSinceMs === undefined) waiting.send()
      }
    })
  }

  return {
    member: (name) => (listener) => open(name, listener),
    cut: (name) => setCut(name, true),
    heal: (name) => setCut(name, false),
    published
  }
}
