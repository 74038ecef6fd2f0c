/**
 * The proof that the gate's properties find what they are there for: defects planted one at a time in the planner, the
 * link, the journal, the store and the resume logic. Each must be found within a few seeds of the mixed scenario.
 */
import { afterEach, expect, test, vi } from 'vitest'
import {
  chunkNo, createPeer, type Effect, type Event, type Instant, type Peer, type PeerOptions,
} from '@passel/core/machines'
import { mixed } from '../scenarios/mixed.ts'
import { play } from '../scenarios/play.ts'
import type { Request, SceneParts } from '../scenarios/scenario.ts'
import type { VirtualStore } from '../world/index.ts'
import type * as StoreJournal from '../world/store-journal.ts'

/** Seeds within which each defect must show: a fraction of what the gate plays. */
const SEEDS = 40

// Each plays up to so many runs, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 })

afterEach(() => {
  vi.doUnmock('../world/store-journal.ts')
  vi.resetModules()
})

/** What the first failing seed violates; undefined when none fails. */
function found (parts: SceneParts, how: typeof play = play, settings: Request['settings'] = {}): string | undefined {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { failure } = how(mixed, { seed, settings }, { parts })
    if (failure !== undefined) return failure.what
  }
  return undefined
}

/** Real machines of which `change` sees what goes in, and alters what comes out. */
function machines (change: {
  readonly event?: (event: Event) => Event | undefined
  readonly effect?: (effect: Effect) => Effect | undefined
}): SceneParts['createPeer'] {
  return (options: PeerOptions): Peer => {
    const inner = createPeer(options)
    return {
      nextDeadline: () => inner.nextDeadline(),
      snapshot: swarm => inner.snapshot(swarm),
      handle (event: Event, now: Instant, out: Effect[]) {
        const seen = change.event === undefined ? event : change.event(event)
        if (seen === undefined) return
        const wanted: Effect[] = []
        inner.handle(seen, now, wanted)
        for (const effect of wanted) {
          const changed = change.effect === undefined ? effect : change.effect(effect)
          if (changed !== undefined) out.push(changed)
        }
      },
    }
  }
}

/** A store of which one method is another. */
const stores = (change: (store: VirtualStore) => Partial<VirtualStore>): SceneParts => ({
  createPeer, wrapStore: store => ({ ...store, ...change(store) }),
})

test('a planner that never asks for the first chunk', () => {
  const effect = (wanted: Effect): Effect => {
    if (wanted.type !== 'frame' || wanted.frame.type !== 'request') return wanted
    const items = wanted.frame.items.filter(({ chunk }) => chunk !== 0)
    return { ...wanted, frame: { type: 'request', items } }
  }
  expect(found({ createPeer: machines({ effect }) })).toBe('after healing every getter finishes')
})

test('a planner that asks for more than the connection bears', () => {
  const effect = (wanted: Effect): Effect => {
    if (wanted.type !== 'frame' || wanted.frame.type !== 'request') return wanted
    const [item] = wanted.frame.items
    const items = Array.from({ length: 64 }, (_, index) => ({ ...item!, chunk: chunkNo(item!.chunk + index) }))
    return { ...wanted, frame: { type: 'request', items } }
  }
  expect(found({ createPeer: machines({ effect }) })).toBe('what is asked for fits the window')
})

test('a link that sends more of a chunk than it was asked for', () => {
  const effect = (wanted: Effect): Effect => wanted.type === 'send-chunk' ? { ...wanted, offset: 0 } : wanted
  expect(found({ createPeer: machines({ effect }) })).toBe('what is sent was asked for')
})

test('a link that loses the arrival of a chunk', () => {
  const event = (happened: Event): Event | undefined =>
    happened.type === 'chunk-in' && happened.chunk === 0 ? undefined : happened
  expect(found({ createPeer: machines({ event }) })).toBe('after healing every getter finishes')
})

test('a store that does not look at what it keeps', () => {
  const parts = stores(store => ({ keep: (swarm, chunk, _corrupt, done) => store.keep(swarm, chunk, false, done) }))
  expect(found(parts, play, { liar: 'wrong-bytes' })).toBe('what is kept has no wrong byte')
})

test('a store that answers before it has written', () => {
  const parts = stores(store => ({
    keep: (swarm, chunk, corrupt, done) => chunk % 4 === 3 ? done('ok') : store.keep(swarm, chunk, corrupt, done),
  }))
  expect(found(parts)).toBe('nothing is offered before it is stored')
})

test('a journal that is not flushed before a page is signed', async () => {
  vi.doMock('../world/store-journal.ts', async importOriginal => {
    const { createStoreJournal } = await importOriginal<typeof StoreJournal>()
    return { createStoreJournal: () => ({ ...createStoreJournal(), flush: () => undefined }) }
  })
  const { play: playAgain } = await import('../scenarios/play.ts')
  expect(found({ createPeer }, playAgain)).toBe('two heads are never signed for one number')
})

test('a journal that forgets receipts', async () => {
  vi.doMock('../world/store-journal.ts', async importOriginal => {
    const { createStoreJournal } = await importOriginal<typeof StoreJournal>()
    return {
      createStoreJournal: () => {
        const journal = createStoreJournal()
        const append: typeof journal.append = record => { if (record.type !== 'receipt') journal.append(record) }
        return { ...journal, append }
      },
    }
  })
  const { play: playAgain } = await import('../scenarios/play.ts')
  expect(found({ createPeer }, playAgain)).toBe('a journal read back gives what was known')
})

test('a resume that takes every listed chunk for kept', () => {
  const event = (happened: Event): Event => {
    if (happened.type !== 'add' || happened.transfer.pages.length === 0) return happened
    return { ...happened, transfer: { ...happened.transfer, have: happened.transfer.have.map(() => 0xff) } }
  }
  expect(found({ createPeer: machines({ event }) })).toBe('nothing is offered before it is stored')
})

test('class relayed that dials whatever address it hears of', () => {
  const effect = (wanted: Effect): Effect => wanted.type === 'dial' && wanted.privacy === 'relayed'
    ? { ...wanted, addresses: [...wanted.addresses, '/dns4/elsewhere.test/tcp/443/wss/p2p/other'] }
    : wanted
  expect(found({ createPeer: machines({ effect }) })).toBe('in class relayed only the application\'s relays are used')
})

test('machines as they are pass', () => {
  expect(found({ createPeer })).toBeUndefined()
})
