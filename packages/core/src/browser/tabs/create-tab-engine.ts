/**
 * One engine for all tabs of an origin. The tab that holds the lock runs it; the others ask that one. When it goes, the
 * browser gives the lock to the next in line, which opens the store and goes on from the journal. An epoch, higher with
 * each leader, fences one that slept through that: it hears a higher epoch than its own and lets go.
 */
import type { Engine } from '../../engine/engine.ts'
import type { EngineState } from '../../engine/transfer-state.ts'
import { PasselError } from '../../errors.ts'
import type { SystemPort } from '../../ports.ts'
import { toHex } from '../../pure/bytes.ts'
import { campaign, openPatiently } from './campaign.ts'
import { applyChange, changeBetween, elsewhere } from './change.ts'
import { createDesk, type Desk } from './desk.ts'
import { createFace, type BrowserEngine } from './face.ts'
import type { EngineCall, TabCall, TabId, TabMessage, TabNews } from './messages.ts'
import { orAborted, untilAborted } from './or-aborted.ts'
import { createPresence, type Locks } from './presence.ts'
import { watchSilence, type Silence } from './silence.ts'
import { createStreams } from './streams.ts'
import { createTabChannel, type TabPort } from './tab-channel.ts'

export interface TabsOptions {
  /** Names lock and channel: tabs with the same name share an engine. */
  readonly name: string
  readonly locks: Locks
  readonly openChannel: (name: string) => TabPort
  /** An epoch above `seen` and above every one given before, in this browser. */
  readonly nextEpoch: (seen: number) => number
  /** Opens store and engine in this tab; called again when this tab leads again. */
  readonly openEngine: () => Promise<Engine>
  /** Milliseconds for which a tab that died or slept may hold the store after its lock. @default 10 s */
  readonly patienceMs?: number
  readonly system: Pick<SystemPort, 'now' | 'alarm' | 'randomBytes'>
  readonly onTrouble: (where: string, error: unknown) => void
}

type Role =
  /** Nobody is known to lead. */
  | { readonly is: 'waiting', readonly ended: AbortController }
  | { readonly is: 'following', readonly ended: AbortController, readonly leader: TabId }
  | Leading

interface Leading {
  readonly is: 'leading'
  readonly ended: AbortController
  readonly engine: Engine
  readonly desk: Desk
  /** Tabs that have asked for something. */
  readonly asking: Set<TabId>
}

const OPEN_PATIENCE_MS = 10_000

/** Resolves when this tab leads or knows who does; rejects when it should lead and the engine cannot be opened. */
export async function createTabEngine (options: TabsOptions): Promise<BrowserEngine> {
  const { name, locks, system, onTrouble, patienceMs = OPEN_PATIENCE_MS } = options
  const self: TabId = toHex(system.randomBytes(8))
  const closing = new AbortController()
  const ready = new AbortController() // `abort` is how it becomes so
  const presence = createPresence(locks, name, self, closing.signal)
  let silence: Silence | undefined
  let failure: { readonly error: unknown } | undefined
  let epoch = 0
  let role: Role = { is: 'waiting', ended: new AbortController() }

  const channel = createTabChannel(options.openChannel(name), self, { news, serve })
  const streams = createStreams(self, async (tab, call) => {
    return await channel.ask(tab, call, presence.gone(tab)) as Uint8Array | undefined
  })
  const face = createFace({
    perform,
    offer: streams.offer,
    newSecret: () => system.randomBytes(32),
    shown: (state) => role.is === 'leading' ? state : elsewhere(state),
    trouble: onTrouble,
    close
  })

  function enter (next: Role): void {
    const before = role
    role = next
    before.ended.abort(new PasselError('canceled', 'another tab leads now'))
    if (next.is === 'waiting') return
    face.leaderChanged()
    ready.abort()
  }

  const wait = (): void => enter({ is: 'waiting', ended: new AbortController() })

  // ------------------------------------------------------------ asking

  async function perform (call: EngineCall, given?: AbortSignal): Promise<unknown> {
    for (;;) {
      closing.signal.throwIfAborted()
      given?.throwIfAborted()
      const { ended } = role
      const signal = given === undefined ? ended.signal : AbortSignal.any([ended.signal, given])
      try {
        switch (role.is) {
          case 'waiting': return await untilAborted(signal)
          case 'following': return await channel.ask(role.leader, call, signal)
          case 'leading': return await orAborted(role.desk.perform(call, self, signal), signal)
        }
      } catch (error) {
        if (!ended.signal.aborted) throw error
        // Who led is gone, or has begun just now: whoever leads next is asked.
      }
    }
  }

  async function serve (call: TabCall, from: TabId, signal: AbortSignal): Promise<unknown> {
    if (call.do === 'pull') return await streams.pull(call, from)
    if (role.is !== 'leading') return await untilAborted(signal) // the asker hears who leads, and asks there
    const { desk, asking } = role
    if (!asking.has(from)) presence.gone(from).addEventListener('abort', () => desk.forget(from), { once: true })
    asking.add(from)
    return await desk.perform(call, from, signal)
  }

  // ------------------------------------------------------------ hearing

  function news (message: TabNews): void {
    if (closing.signal.aborted) return
    if (message.type === 'hello' || message.epoch < epoch) {
      // A leader that slept hears of the epoch it missed.
      if (role.is === 'leading') announce(role.engine)
      return
    }
    if (message.epoch > epoch) {
      epoch = message.epoch
      wait()
      if (message.type === 'changed') channel.tell({ type: 'hello', from: self })
    }
    if (message.type === 'leads') follow(message)
    silence?.heard()
    if (message.type !== 'changed' || role.is !== 'following') return
    const transfers = applyChange(face.engine.state.getState().transfers, message)
    if (transfers === undefined) channel.tell({ type: 'hello', from: self })
    else face.show(transfers)
  }

  function follow ({ from, states }: TabMessage & { type: 'leads' }): void {
    if (role.is !== 'following') {
      const following: Role = { is: 'following', ended: new AbortController(), leader: from }
      enter(following)
      silence = watchSilence({
        system,
        states: () => face.engine.state.getState().transfers,
        ask: () => channel.tell({ type: 'hello', from: self }),
        show: face.show
      })
      following.ended.signal.addEventListener('abort', silence.stop)
    }
    face.show(Object.fromEntries(states.map((state) => [state.id, elsewhere(state)])))
  }

  function announce (engine: Engine): void {
    channel.tell({ type: 'leads', from: self, epoch, states: Object.values(transfersOf(engine)) })
  }

  // ------------------------------------------------------------ leading

  async function lead (stolen: AbortSignal): Promise<void> {
    wait()
    const term = options.nextEpoch(epoch)
    epoch = term
    channel.tell({ type: 'claims', from: self, epoch })
    const engine = await openPatiently(options.openEngine, patienceMs, { system, closing: closing.signal })
    try {
      if (stolen.aborted || closing.signal.aborted || epoch !== term) return
      const ended = new AbortController()
      const desk = createDesk(engine, streams.read)
      const leading: Role = { is: 'leading', ended, engine, desk, asking: new Set() }
      let told = transfersOf(engine)
      const stop = engine.state.subscribe(({ transfers }) => {
        channel.tell({ type: 'changed', from: self, epoch: term, ...changeBetween(told, transfers) })
        told = transfers
        face.show(transfers)
      })
      enter(leading)
      face.show(told)
      announce(engine)
      await untilAborted(AbortSignal.any([ended.signal, stolen, closing.signal])).catch(() => 'the term is over')
      stop()
      if (role === leading) wait()
    } finally {
      await engine.close()
    }
  }

  const campaigning = campaign({
    name,
    locks,
    system,
    closing: closing.signal,
    lead,
    lost: () => channel.tell({ type: 'hello', from: self }),
    failed: (error) => {
      if (ready.signal.aborted) onTrouble('tabs', error)
      else failure = { error }
      ready.abort()
      return failure === undefined
    }
  })

  async function close (): Promise<void> {
    closing.abort(new PasselError('canceled', 'the engine was closed'))
    role.ended.abort(closing.signal.reason)
    await campaigning
    channel.close()
  }

  channel.tell({ type: 'hello', from: self })
  await untilAborted(ready.signal).catch(() => 'it is decided')
  if (failure === undefined) return face.engine
  await close()
  throw failure.error
}

/** The states of an engine's transfers now; its own list of them waits for its next report. */
function transfersOf (engine: Engine): EngineState['transfers'] {
  return Object.fromEntries(engine.transfers().map((transfer) => [transfer.id, transfer.state()]))
}
