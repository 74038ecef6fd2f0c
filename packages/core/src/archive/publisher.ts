import type { Engine } from '../engine/engine.ts'
import { PasselError } from '../errors.ts'
import type { PrivacyClass } from '../ids.ts'
import { ANNOUNCE_SPACING_MS, MAX_PAST_MS, MAX_WAITING_MESSAGES } from '../limits.ts'
import type { CreateSignalPort, SystemPort } from '../ports.ts'
import { sameBytes } from '../pure/bytes.ts'
import { importSigner } from './adapters/signer.ts'
import { writeBundle } from './adapters/write-bundle.ts'
import { adoptState } from './adopt.ts'
import { createAnnouncing } from './announcing.ts'
import { laneOf, type Lane } from './machines/following.ts'
import { Publishing, type PublishingEffect, type PublishingEvent } from './machines/publishing.ts'
import { mergeBundles } from './merge-bundles.ts'
import { formatAnnouncement } from './pure/announcement.ts'
import type { BundlePolicy } from './pure/merge-policy.ts'
import { decodeState, type SavedState } from './pure/saved-state.ts'
import { dropRetired, publishBundle, type ArchiveMemory, type PublishContext } from './publish.ts'
import type { SeriesKey } from './series-key.ts'
import { Waiting, type MessageToArchive } from './waiting.ts'

export interface PublisherOptions {
  readonly series: SeriesKey
  /** Where its state is kept; without it a restart has to find the newest index among members. */
  readonly memory: ArchiveMemory
  /** @default as `defaultPolicy` */
  readonly policy?: Partial<BundlePolicy>
  /** Milliseconds that bundles and their index live. @default 90 days */
  readonly timeToLiveMs?: number
  /** @default 'relayed': no member learns an address, whoever is the author */
  readonly privacy?: PrivacyClass
  /** Buckets that the application's announcements share; all members use one number. @default 4 */
  readonly buckets?: number
  /** Milliseconds between two announcements at least. @default 1 min */
  readonly spacingMs?: number
  /** Told of what the publisher survives: Waku or disk away, somebody else publishing with this key. */
  readonly onTrouble?: (error: unknown) => void
}

/** What became of messages that were added. */
export interface Added {
  readonly added: number
  /** Here before. */
  readonly known: number
  /** `message-forged` or `bad-option`: left out. */
  readonly refused: readonly PasselError[]
}

/** Publishes one series: bundles what it is given, lists it, announces it. */
export interface ArchivePublisher {
  /** Takes messages in any order; waits while too many wait to be bundled. */
  add (messages: Iterable<MessageToArchive>): Promise<Added>
  /** Bundles and announces what waits; resolves when that is done, rejects when something is in the way. */
  flush (): Promise<void>
  /** The newest announcement (`passel-series:...`): enough to follow the series. Undefined before the first bundle. */
  text (): string | undefined
  state (): { readonly bundles: number, readonly messages: number, readonly waiting: number, readonly sequence: number }
  /** Stops; messages that wait are lost to it: `flush` first. */
  close (): Promise<void>
}

/** A bundle each ten minutes, or when 10,000 messages or 4 MiB wait; eight small ones become a larger one. */
export const defaultPolicy: BundlePolicy = {
  everyMs: 600_000, maxMessages: 10_000, maxBytes: 4 * 1024 * 1024, mergeCount: 8, mergeBelowBytes: 1024 * 1024
}

const DEFAULT_TIME_TO_LIVE_MS = 90 * 86_400_000
const DEFAULT_BUCKETS = 4
const PATIENCE_MS = 30_000

export async function openPublisher (
  system: SystemPort, engine: Engine, waku: CreateSignalPort | null, options: PublisherOptions
): Promise<ArchivePublisher> {
  const { series, memory, onTrouble = () => 'nobody asked' } = options
  const policy = { ...defaultPolicy, ...options.policy }
  const context: PublishContext = {
    engine, system, series, memory,
    signer: await importSigner(series.seed),
    payloads: {
      privacy: options.privacy ?? 'relayed', timeToLiveMs: options.timeToLiveMs ?? DEFAULT_TIME_TO_LIVE_MS
    }
  }
  const patience = { system, patienceMs: PATIENCE_MS }
  const waiting = new Waiting()
  const publishing = new Publishing(policy, options.spacingMs ?? ANNOUNCE_SPACING_MS)
  const ownLane = laneOf(series)
  let flushes: { resolve: () => void, reject: (error: unknown) => void }[] = []
  let room: (() => void)[] = []
  let stopAlarm = (): void => undefined
  let open = true
  let state = await loadState(memory)

  const announcing = await createAnnouncing({
    system, waku, onTrouble, root: series.root, secret: series.secret, buckets: options.buckets ?? DEFAULT_BUCKETS,
    onLane: (lane) => {
      if (lane.name === ownLane) meetOwn(lane)
    }
  })
  await catchUp()

  /** Somebody, perhaps this author on another device, publishes with the same key. */
  function meetOwn ({ announcement, bytes }: Lane): void {
    if (state === undefined || announcement.sequence < state.sequence || sameBytes(bytes, state.announcement)) return
    // What comes next must be above both, or followers would have to choose.
    state = { ...state, sequence: announcement.sequence }
    const text = 'somebody else publishes with the key of this series: give them one of their own with handOn'
    onTrouble(new PasselError('author-conflict', text))
  }

  async function catchUp (): Promise<void> {
    const known = state
    if (known !== undefined) await announcing.hear(known.announcement)
    try {
      await announcing.lookUp(system.now().wall - MAX_PAST_MS)
    } catch (error) {
      onTrouble(error)
    }
    const newest = announcing.lanes().find(({ name }) => name === ownLane)
    if (newest === undefined || newest.announcement.sequence <= (known?.sequence ?? 0)) return
    state = await adoptState(engine, newest, patience)
  }

  function dispatch (event: PublishingEvent): void {
    if (!open) return
    const out: PublishingEffect[] = []
    publishing.handle(event, system.now(), out)
    for (const effect of out) void perform(effect)
    stopAlarm()
    const deadline = publishing.nextDeadline()
    if (deadline < Infinity) stopAlarm = system.alarm(deadline - system.now().mono, () => dispatch({ type: 'tick' }))
    if (publishing.isIdle()) settle()
  }

  function settle (error?: unknown): void {
    const [done, free] = [flushes, room]
    flushes = []
    room = []
    for (const { resolve, reject } of done) {
      if (error === undefined) resolve()
      else reject(error)
    }
    for (const go of free) go()
  }

  async function perform (effect: PublishingEffect): Promise<void> {
    try {
      dispatch(effect.type === 'announce' ? await announceNow() : await publish(effect))
    } catch (error) {
      onTrouble(error)
      settle(error)
      dispatch({ type: 'failed' })
    }
  }

  async function announceNow (): Promise<PublishingEvent> {
    if (state !== undefined) {
      state = await dropRetired(context, state)
      await announcing.say(state.announcement)
    }
    return { type: 'announced' }
  }

  async function publish (effect: Exclude<PublishingEffect, { type: 'announce' }>): Promise<PublishingEvent> {
    const places = effect.type === 'merge' ? effect.places : []
    const messages = effect.type === 'bundle' ? waiting.oldest(policy.maxMessages, policy.maxBytes) : []
    const listed = state?.index.part.bundles ?? []
    const merged = places.flatMap((place) => listed[place] ?? [])
    const written = effect.type === 'merge'
      ? await mergeBundles(engine, merged, patience)
      : await writeBundle(() => inOne(messages), (length) => system.randomBytes(length))
    state = await publishBundle(context, state, written, places)
    waiting.drop(messages)
    if (waiting.count < MAX_WAITING_MESSAGES) for (const go of room.splice(0)) go()
    const pending = { messages: waiting.count, bytes: waiting.bytes, sinceMs: system.now().mono }
    return { type: 'published', pending, entries: state.index.part.bundles }
  }

  dispatch({ type: 'opened', entries: state?.index.part.bundles ?? [] })

  return {
    add: async (messages) => {
      const outcome = { added: 0, known: 0, refused: [] as PasselError[] }
      for (const message of messages) {
        while (waiting.count >= MAX_WAITING_MESSAGES && open) {
          await new Promise<void>((resolve) => { room.push(resolve) })
        }
        try {
          if (!waiting.add(message, system.now().wall)) outcome.known++
          else {
            outcome.added++
            dispatch({ type: 'added', messages: 1, bytes: message.payload.length })
          }
        } catch (error) {
          if (!(error instanceof PasselError)) throw error
          outcome.refused.push(error)
        }
      }
      return outcome
    },
    flush: () => new Promise((resolve, reject) => {
      flushes.push({ resolve, reject })
      dispatch({ type: 'flush' })
    }),
    text: () => state === undefined ? undefined : formatAnnouncement(state.announcement),
    state: () => ({
      bundles: state?.index.bundles ?? 0,
      messages: state?.index.count ?? 0,
      waiting: waiting.count,
      sequence: state?.sequence ?? 0
    }),
    close: async () => {
      open = false
      stopAlarm()
      settle(new PasselError('canceled', 'the publisher was closed'))
      await announcing.close()
    }
  }
}

async function loadState (memory: ArchiveMemory): Promise<SavedState | undefined> {
  const saved = await memory.load()
  return saved === undefined ? undefined : decodeState(saved)
}

async function * inOne<T> (whole: T): AsyncGenerator<T> {
  yield whole
}
