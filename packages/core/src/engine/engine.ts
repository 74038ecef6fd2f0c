import type { StoreApi } from 'zustand/vanilla'
import { chunkNo, type Instant, type PrivacyClass, type SwarmNo } from '../ids.ts'
import { PasselError } from '../errors.ts'
import type { Effect } from '../machines/effect.ts'
import type { Event } from '../machines/event.ts'
import { createPeer } from '../machines/peer.ts'
import type { StoredTransfer, TargetRef, TransferInit } from '../ports.ts'
import type { HeldPayload } from '../pure/held-payload.ts'
import { bucketOf, deriveKeys, deriveSwarmKeys } from '../pure/keys.ts'
import { formatReference, parseReference } from '../pure/reference-codec.ts'
import type { Reference } from '../pure/reference.ts'
import { checkSend } from './check-send.ts'
import { composeReference } from './compose-reference.ts'
import { heldPayloadOf, parseKeepers, type Hold, type HoldOptions } from './hold.ts'
import { createHolds } from './holds.ts'
import { createHost, type Host } from './host.ts'
import type {
  EngineOptions, ReceiveOptions, RepeatableSendOptions, SendOptions, SendSource
} from './options.ts'
import { readPlain } from './plain-reader.ts'
import { createPayloadBlocks, type PayloadBlocks } from './payload-blocks.ts'
import { createRunning, type Running } from './running.ts'
import { createReachability } from './reachability.ts'
import { withoutForgedHints } from './signed-hints.ts'
import { createSnapshots } from './snapshots.ts'
import { createSourceCheck } from './source-check.ts'
import { measured, openSource } from './source.ts'
import { createTransfer, type Transfer } from './transfer.ts'
import { idOfSwarm, transferIdOf, type TransferId } from './transfer-id.ts'
import { toTransferState, type EngineState } from './transfer-state.ts'
import { createWishes } from './wishes.ts'

/** Sends, receives and keeps payloads. One for each home (or origin); all of an application shares it. */
export interface Engine {
  /** Starts sending. The reference is there at once: share it before the first byte is read. */
  send (source: SendSource, options?: SendOptions): Promise<Transfer>
  /** Starts receiving, or finds the transfer of this reference that already runs. Fails with `reference-*` codes. */
  receive (reference: Reference | string, options?: ReceiveOptions): Promise<Transfer>
  /** All transfers, those from before a restart included; they go on by themselves. */
  transfers (): Transfer[]
  transfer (id: TransferId): Transfer | undefined
  /** Snapshots for user interfaces: immutable, at most ten a second. */
  readonly state: StoreApi<EngineState>
  /** Sealed blocks of this engine's payloads, by digest: what IPFS tools see. */
  readonly blocks: PayloadBlocks
  /** Stays reachable through relays while nothing moves: what is sent next starts quicker. Resolves once reachable. */
  warm (privacy: PrivacyClass, signal?: AbortSignal): Promise<void>
  /**
   * Where a media element can read a payload while it arrives; undefined where nothing serves it. Pages have it whose
   * engine was given a `mediaWorker`.
   */
  mediaUrl? (id: TransferId): Promise<string | undefined>
  /** Tells the engine what the platform knows about the network. */
  setOnline (online: boolean): void
  /** Stops all work; what is not done goes on at the next start. */
  close (): Promise<void>
}

/** An engine that also keeps payloads for others: every engine of its own process or leading tab. */
export interface HoldingEngine extends Engine {
  /**
   * Keeps columns of a payload for others: of a reference's, without using its keys to read, or of what somebody
   * deposited. Ends by itself on the author's release, when all recipients have it, or when its time is up. Fails with
   * `bad-option` for a payload that this engine itself sends or receives: `keepColumns` is for those.
   */
  hold (payload: Reference | HeldPayload | string, options?: HoldOptions): Promise<Hold>
  /** All that is kept for others, from before a restart too. */
  holds (): Hold[]
}

const DEFAULT_TIME_TO_LIVE_MS = 7 * 24 * 3_600_000
const CLASSES: readonly PrivacyClass[] = ['direct', 'relayed']
const DEFAULT_BUCKETS = 16
const DEFAULT_MAX_ACTIVE = 16

/** Opens the store, continues what was not done, and waits for orders. Fails with `store-in-use` or `store-broken`. */
export async function createEngine (options: EngineOptions): Promise<HoldingEngine> {
  const { system, store, createLink } = options.platform
  const relays = options.relays ?? []
  const buckets = options.buckets ?? DEFAULT_BUCKETS
  const running = new Map<TransferId, Running>()
  const bySwarm = new Map<SwarmNo, Running>()
  /** References that are on their way into the store: received twice at once they are one transfer. */
  const starting = new Map<TransferId, Promise<Running>>()
  const reachability = createReachability()

  const peer = createPeer({
    seed: options.seed ?? new DataView(system.randomBytes(4).buffer).getUint32(0),
    uploadBytesPerSecond: options.uploadBytesPerSecond ?? null,
    downloadBytesPerSecond: options.downloadBytesPerSecond ?? null,
    maxActive: options.maxActive ?? DEFAULT_MAX_ACTIVE
  })
  const snapshots = createSnapshots(system, (id) => {
    const entry = running.get(id)
    const state = stateOf(entry)
    if (state !== undefined) entry?.observe(state)
    return state
  })
  const ports = {
    system, store, createLink, createSignals: options.signals ?? null,
    ...(options.onDeposit !== undefined && { keeper: options.onDeposit })
  }
  const host: Host = createHost(ports, peer, {
    handled,
    ended: (swarm, reason) => holds.ended(swarm, reason),
    changed: (swarm) => {
      const entry = bySwarm.get(swarm)
      if (entry !== undefined) snapshots.touch(entry.id)
    },
    trouble: (where, error) => trouble(where, error)
  })

  const sources = createSourceCheck(store, host.dispatch)
  const trouble = (where: string, error: unknown): void => options.onTrouble?.(where, error)
  const holds = createHolds({ host, store, peer, buckets, trouble })

  function stateOf (entry: Running | undefined): ReturnType<typeof toTransferState> | undefined {
    if (entry === undefined) return undefined
    const snapshot = peer.snapshot(entry.swarm)
    return snapshot === undefined ? undefined : toTransferState(entry.id, entry.reference, snapshot)
  }

  function handled (event: Event, now: Instant, effects: readonly Effect[]): void {
    options.onEvent?.(now, event, effects)
    if ('swarm' in event) bySwarm.get(event.swarm)?.handled(event)
    reachability.handled(event)
  }

  function start (stored: StoredTransfer): Running {
    if (stored.init.role === 'hold') throw new TypeError('a hold is no transfer')
    const { reference, role } = stored.init
    const keys = deriveKeys(reference.secret)
    const bucket = bucketOf(keys.swarmKey, buckets)
    const wishes = createWishes((first, count) => {
      host.dispatch({ type: 'read-ahead', swarm: stored.swarm, first: chunkNo(first), count })
    })
    const entry = createRunning(idOfSwarm(keys.swarmId), stored, reference, (self) =>
      createTransfer(self.id, role, reference, formatReference(reference), {
        state: () => stateOf(self) ?? self.lastState(),
        subscribe: (callback) => subscribe(self, callback),
        savedAt: () => store.targetPath(self.swarm),
        kept: () => store.blobOf(self.swarm),
        pause: () => host.dispatch({ type: 'pause', swarm: self.swarm }),
        resume: async (source) => {
          if (source !== undefined) await store.setSource(self.swarm, source)
          else if (stateOf(self)?.pauseReason === 'needs-file') await sources.ask(self.swarm)
          host.dispatch({ type: 'resume', swarm: self.swarm })
          if (role === 'send') sources.check(self.swarm)
        },
        cancel: () => cancel(self),
        release: () => host.dispatch({ type: 'release', swarm: self.swarm }),
        keepColumns: (columns) => host.dispatch({ type: 'keep-columns', swarm: self.swarm, columns }),
        stream: (range) => readPlain({
          map: self.map,
          read: (offset, length) => store.readPlain(self.swarm, offset, length),
          readAhead: wishes.reader(),
          progress: self.progress,
          arrived: self.arrived
        }, range)
      }))
    running.set(entry.id, entry)
    bySwarm.set(entry.swarm, entry)
    const { privacy } = reference
    const { swarmId, linkKey } = keys
    host.admit({ swarm: entry.swarm, privacy, bucket, keys, held: heldPayloadOf(reference), swarmId, linkKey })
    host.openLinks(privacy).catch((error: unknown) => options.onTrouble?.('links', error))
    host.dispatch({ type: 'add', transfer: stored, bucket })
    snapshots.touch(entry.id)
    return entry
  }

  function subscribe (entry: Running, callback: (state: ReturnType<Transfer['state']>) => void): () => void {
    let last: unknown
    return snapshots.store.subscribe(({ transfers }) => {
      const state = transfers[entry.id] ?? entry.lastState()
      if (state === last) return
      last = state
      callback(state)
    })
  }

  async function cancel (entry: Running): Promise<void> {
    const last = stateOf(entry)
    if (last !== undefined) entry.end({ ...last, phase: 'failed', failure: 'canceled' })
    host.dispatch({ type: 'remove', swarm: entry.swarm })
    host.dismiss(entry.swarm)
    running.delete(entry.id)
    bySwarm.delete(entry.swarm)
    snapshots.remove(entry.id)
  }

  async function begin (init: TransferInit): Promise<Running> {
    const swarm = await store.create(init)
    return start({
      swarm, init, pages: [], sealedChunks: 0, sealedLast: false, have: new Uint8Array(0), parityStripes: 0,
      receipts: 0, paused: false, state: 'active', resumedBytes: 0
    })
  }

  async function beginReceiving (reference: Reference, target: TargetRef): Promise<Running> {
    await holds.get(transferIdOf(reference))?.drop()
    return await begin({ role: 'get', reference: await withoutForgedHints(reference, system), target })
  }

  async function feed (entry: Running, stream: AsyncIterable<Uint8Array>): Promise<void> {
    try {
      // A copy: the store takes buffers away, and these are the application's.
      for await (const bytes of stream) await store.feed(entry.swarm, bytes.slice())
      await store.feed(entry.swarm, null)
    } catch (error) {
      options.onTrouble?.('source', error)
      host.dispatch({ type: 'store-failed', swarm: entry.swarm, code: 'source-missing' })
    }
  }

  host.dispatch({ type: 'set-relays', relays })
  for (const privacy of CLASSES) {
    const keepers = parseKeepers(options.keepers ?? [], privacy)
    const grant = options.keeperGrant
    host.dispatch({ type: 'set-keepers', privacy, keepers, ...(grant !== undefined && { grant }) })
  }
  for (const stored of await store.open()) {
    if (stored.init.role === 'hold') {
      holds.start(stored)
      continue
    }
    start(stored)
    if (stored.init.role === 'send' && stored.state === 'active') sources.check(stored.swarm)
  }

  return {
    send: async (source, sendOptions: RepeatableSendOptions = {}) => {
      const { audience, until, kept } = checkSend(sendOptions)
      const secret = sendOptions.secret ?? system.randomBytes(32)
      const opened = await measured(openSource(source), options.platform)
      const begun = sendOptions.secret && running.get(idOfSwarm(deriveKeys(secret).swarmId))
      if (begun !== undefined) {
        await begun.transfer.resume(opened.ref)
        if (opened.stream !== undefined) void feed(begun, opened.stream)
        return begun.transfer
      }
      const author = await system.createAuthorKeys()
      const privacy = sendOptions.privacy ?? 'direct'
      const now = system.now().wall
      const reference = await composeReference({
        opened, author, privacy, options: sendOptions, secret,
        self: host.self(privacy), relays,
        keepers: kept ? parseKeepers(options.keepers ?? [], privacy) : [],
        expiresAtMs: now + (sendOptions.timeToLiveMs ?? DEFAULT_TIME_TO_LIVE_MS)
      })
      const { ref } = opened
      const policy = sendOptions.holders
      const entry = await begin({
        role: 'send', reference, authorSecret: author.secret, source: ref, until, audience, ...(policy && { policy })
      })
      if (opened.stream !== undefined) void feed(entry, opened.stream)
      return entry.transfer
    },
    receive: async (reference, receiveOptions = {}) => {
      const parsed = typeof reference === 'string' ? parseReference(reference) : reference
      const id = transferIdOf(parsed)
      const known = running.get(id) ?? starting.get(id)
      if (known !== undefined) return (await known).transfer
      if (parsed.expiresAtMs !== undefined && parsed.expiresAtMs < system.now().wall) {
        throw new PasselError('reference-expired', 'this reference has expired: ask the sender to send again')
      }
      const entry = beginReceiving(parsed, receiveOptions.target ?? { kind: 'store' })
      starting.set(id, entry)
      return (await entry.finally(() => starting.delete(id))).transfer
    },
    hold: async (given, holdOptions = {}) => {
      const payload = typeof given === 'string' ? parseReference(given) : given
      const held = 'secret' in payload ? heldPayloadOf(await withoutForgedHints(payload, system)) : payload
      if (running.has(idOfSwarm(deriveSwarmKeys(held.swarmKey).swarmId))) {
        throw new PasselError('bad-option', 'hold: this engine has the payload itself, see keepColumns')
      }
      return await holds.begin(held, holdOptions)
    },
    holds: holds.all,
    transfers: () => [...running.values()].map((entry) => entry.transfer),
    transfer: (id) => running.get(id)?.transfer,
    state: snapshots.store,
    blocks: createPayloadBlocks(store, () => running.values()),
    warm: async (privacy, signal) => {
      await host.openLinks(privacy)
      host.dispatch({ type: 'stay-reachable', privacy, wanted: true })
      const self = host.self(privacy)
      if (signal?.aborted === true || (self !== undefined && self.addresses.length > 0)) return
      await reachability.reached(privacy, signal)
    },
    setOnline: (online) => host.dispatch({ type: 'online', online }),
    close: async () => {
      snapshots.flush()
      snapshots.close()
      await host.close()
    }
  }
}
