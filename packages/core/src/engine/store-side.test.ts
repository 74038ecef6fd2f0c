import { describe, expect, test } from 'vitest'
import { PasselError, type PasselErrorCode } from '../errors.ts'
import { chanNo, chunkNo, connNo, pageNo, type ChanNo } from '../ids.ts'
import type { Effect } from '../machines/effect.ts'
import type { Event } from '../machines/event.ts'
import type { KeepOutcome, StorePort } from '../ports.ts'
import type { Head, PageSummary } from '../pure/page.ts'
import { createScriptedHost, scriptedSwarm, type ScriptedHost } from '../testing/scripted/host.ts'
import { settled } from '../testing/scripted/system.ts'

const hosted = scriptedSwarm(1)
const { swarm } = hosted
const chunk = chunkNo(3)
const page: PageSummary = { page: pageNo(0), first: chunkNo(0), count: 1, final: true, chunkBytes: 64 }

function headOf (number: number): Head {
  return { page: pageNo(number), digest: new Uint8Array(32), final: false, signature: new Uint8Array(64) }
}

interface Joined extends ScriptedHost { readonly chans: readonly ChanNo[] }

/** A host with a node of class `direct`, and channels 0 and 1 of the node joined for the payload. */
async function joined (store: Partial<StorePort>, react: (event: Event) => readonly Effect[]): Promise<Joined> {
  const scripted = createScriptedHost({ store, react })
  scripted.host.admit(hosted)
  await scripted.host.openLinks('direct')
  const { listener } = scripted.links.node('direct')
  for (const chan of [0, 1]) listener.joined(connNo(0), chanNo(chan), swarm, 'us')
  return { ...scripted, chans: scripted.peer.seen('joined').map(({ chan }) => chan) }
}

describe('pages', () => {
  const checkOwn = (event: Event): readonly Effect[] =>
    event.type === 'page-in' ? [{ type: 'check-page', swarm, chan: event.chan }] : []

  test('the bytes of a page reach the check of their own event, whatever order pages come in', async () => {
    const checked: [number, number][] = []
    const store: Partial<StorePort> = {
      checkPage: async (_swarm, head, bytes) => {
        checked.push([head.page, bytes[0]!])
        return { verdict: 'ok', page }
      }
    }
    // Three pages come in while the peer is busy with another event, two of them on one channel.
    const { host, links, peer, chans } = await joined(store, (event) => {
      if (event.type !== 'online') return checkOwn(event)
      const { listener } = links.node('direct')
      listener.page(chanNo(0), headOf(0), Uint8Array.of(10))
      listener.page(chanNo(1), headOf(1), Uint8Array.of(11))
      listener.page(chanNo(0), headOf(2), Uint8Array.of(12))
      return []
    })
    host.dispatch({ type: 'online', online: true })
    await settled()
    expect(checked).toEqual([[0, 10], [1, 11], [2, 12]])
    expect(peer.seen('page-checked').map(({ chan }) => chan)).toEqual([chans[0], chans[1], chans[0]])
  })

  test('no other event can have a page checked: neither one before its own, nor one after', async () => {
    let checks = 0
    const store: Partial<StorePort> = {
      checkPage: async () => {
        checks++
        return { verdict: 'ok', page }
      }
    }
    const { host, links, chans } = await joined(store, (event) => {
      if (event.type === 'page-in') return chans.flatMap((chan) => // nor its own event under another channel's name
        chan === event.chan ? [] : [{ type: 'check-page', swarm, chan } as const])
      if (event.type !== 'online') return []
      if (event.online) links.node('direct').listener.page(chanNo(0), headOf(0), new Uint8Array(1))
      return [{ type: 'check-page', swarm, chan: chans[0]! }]
    })
    links.node('direct').listener.page(chanNo(1), headOf(0), new Uint8Array(1))
    host.dispatch({ type: 'online', online: true })
    host.dispatch({ type: 'online', online: false })
    await settled()
    expect(checks).toBe(0)
  })

  test('a page that the peer does not want checked leaves those after it their own bytes', async () => {
    const checked: number[] = []
    const store: Partial<StorePort> = {
      checkPage: async (_swarm, _head, bytes) => {
        checked.push(bytes[0]!)
        return { verdict: 'known', page }
      }
    }
    const { links } = await joined(store, (event) =>
      event.type === 'page-in' && event.head.page === 0 ? [] : checkOwn(event))
    const { listener } = links.node('direct')
    listener.page(chanNo(0), headOf(0), Uint8Array.of(10))
    listener.page(chanNo(0), headOf(1), Uint8Array.of(11))
    await settled()
    expect(checked).toEqual([11])
  })

  test('a page asked for is read and sent under the node\'s own channel number', async () => {
    const head = headOf(0)
    const bytes = Uint8Array.of(1, 2)
    const { links, host, chans } = await joined({ readPage: async () => ({ head, page: bytes }) }, (event) =>
      event.type === 'online' ? [{ type: 'send-page', chan: chans[1]!, page: pageNo(0) }] : [])
    host.dispatch({ type: 'online', online: true })
    await settled()
    expect(links.node('direct').asked('sendPage')).toEqual([[1, head, bytes]])
  })
})

describe('chunks coming in', () => {
  /** A host that keeps or drops whatever chunk arrives, over a store that answers with `outcome`. */
  async function arriving (outcome: KeepOutcome | Error, type: 'keep' | 'drop'): Promise<Joined> {
    const keep: StorePort['keep'] = async (_swarm, _chunk, buffer) => {
      if (outcome instanceof Error) throw outcome
      return { outcome, buffer }
    }
    return await joined({ keep }, (event) => event.type === 'chunk-in' ? [{ type, swarm, chunk }] : [])
  }

  const outcomes = ['ok', 'bad-digest', 'quota'] as const

  test.each(outcomes)('a buffer goes from the link to the store and back to the pool: %s', async (outcome) => {
    const buffer = new ArrayBuffer(64)
    const { links, peer } = await arriving(outcome, 'keep')
    links.node('direct').listener.chunkIn(swarm, chunk, buffer, [chanNo(0)])
    expect(links.node('direct').asked('recycle')).toEqual([])
    await settled()
    expect(links.node('direct').asked('recycle')[0]?.[0]).toBe(buffer)
    expect(peer.seen('kept')).toEqual([{ type: 'kept', swarm, chunk, outcome }])
  })

  test('a buffer that is not wanted goes back to the pool, with what was gathered of its chunk', async () => {
    const buffer = new ArrayBuffer(64)
    const { links, peer } = await arriving('ok', 'drop')
    links.node('direct').listener.chunkIn(swarm, chunk, buffer, [chanNo(0)])
    await settled()
    expect(links.node('direct').asked('recycle')[0]?.[0]).toBe(buffer)
    expect(links.node('direct').asked('drop')).toEqual([[swarm, chunk]])
    expect(peer.seen('kept')).toEqual([])
  })

  test('a store that fails counts as a chunk that was not kept, and is told', async () => {
    const { links, peer, trouble } = await arriving(new Error('the worker is gone'), 'keep')
    links.node('direct').listener.chunkIn(swarm, chunk, new ArrayBuffer(64), [chanNo(0)])
    await settled()
    expect(peer.seen('kept').map(({ outcome }) => outcome)).toEqual(['io'])
    expect(trouble.map(([where]) => where)).toEqual(['store'])
  })

  test('one chunk is kept once, and not at all when its payload was dismissed', async () => {
    let kept = 0
    const { host, links } = await joined({
      keep: async (_swarm, _chunk, buffer) => {
        kept++
        return { outcome: 'ok', buffer }
      }
    }, (event) => event.type === 'online' ? [{ type: 'keep', swarm, chunk }, { type: 'keep', swarm, chunk }] : [])
    const { listener } = links.node('direct')
    listener.chunkIn(swarm, chunk, new ArrayBuffer(64), [])
    host.dispatch({ type: 'online', online: true })
    expect(kept).toBe(1)
    listener.chunkIn(swarm, chunk, new ArrayBuffer(64), [])
    host.dismiss(swarm)
    host.dispatch({ type: 'online', online: true })
    expect(kept).toBe(1)
  })
})

describe('chunks going out', () => {
  const bytes = Uint8Array.from({ length: 64 }, (_, i) => i)

  /** A host that sends the chunk at `online`, and aborts it when offline. */
  async function sending (readChunk: StorePort['readChunk']): Promise<Joined> {
    const scripted = await joined({ readChunk }, (event) => {
      if (event.type !== 'online') return []
      const chan = scripted.chans[1]!
      if (!event.online) return [{ type: 'abort-send', chan, chunk }]
      return [{ type: 'send-chunk', chan, chunk, offset: 8, length: 16 }]
    })
    return scripted
  }

  test('the part asked for is sent under the node\'s own channel number', async () => {
    const { host, links } = await sending(async () => bytes)
    host.dispatch({ type: 'online', online: true })
    await settled()
    expect(links.node('direct').asked('sendChunk')).toEqual([[1, chunk, 8, bytes.subarray(8, 24)]])
  })

  test('the buffer of a chunk that left is offered for the next one, once', async () => {
    const spares: (ArrayBuffer | undefined)[] = []
    const { host, links } = await sending(async (_swarm, _chunk, spare) => {
      spares.push(spare)
      return bytes
    })
    const { listener } = links.node('direct')
    host.dispatch({ type: 'online', online: true })
    await settled()
    host.dispatch({ type: 'online', online: true })
    await settled()
    listener.chunkOut(chanNo(1), chunk, 16, 'sent')
    listener.chunkOut(chanNo(1), chunk, 16, 'sent')
    for (let i = 0; i < 2; i++) host.dispatch({ type: 'online', online: true })
    await settled()
    expect(spares).toEqual([undefined, undefined, bytes.buffer, undefined])
  })

  test.each<[PasselErrorCode, string, PasselErrorCode[]]>([
    ['not-found', 'missing', []],
    ['io', 'missing', []],
    ['source-missing', 'missing', ['source-missing']],
    ['source-changed', 'source-changed', ['source-changed']]
  ])('a read that fails with %s goes out as %s', async (code, outcome, stops) => {
    const { host, peer, chans } = await sending(() => Promise.reject(new PasselError(code, 'no')))
    host.dispatch({ type: 'online', online: true })
    await settled()
    expect(peer.seen('chunk-out')).toEqual([{ type: 'chunk-out', chan: chans[1], chunk, sentBytes: 0, outcome }])
    expect(peer.seen('store-failed').map((event) => event.code)).toEqual(stops)
  })

  test('a send aborted while the store reads ends there', async () => {
    let read: ((bytes: Uint8Array) => void) | undefined
    const { host, links, peer } = await sending(() => new Promise((resolve) => { read = resolve }))
    host.dispatch({ type: 'online', online: true })
    host.dispatch({ type: 'online', online: false })
    read?.(bytes)
    await settled()
    expect(peer.seen('chunk-out').map(({ outcome }) => outcome)).toEqual(['aborted'])
    expect(links.node('direct').asked('sendChunk')).toEqual([])
  })

  test('a send aborted later is aborted by the link', async () => {
    const { host, links, peer } = await sending(async () => bytes)
    host.dispatch({ type: 'online', online: true })
    await settled()
    host.dispatch({ type: 'online', online: false })
    expect(links.node('direct').asked('abortSend')).toEqual([[1, chunk]])
    expect(peer.seen('chunk-out')).toEqual([])
  })

  test('a channel that closed while the store reads gets nothing', async () => {
    const { host, links, peer } = await sending(async () => bytes)
    host.dispatch({ type: 'online', online: true })
    links.node('direct').listener.left(chanNo(1), 'closed')
    await settled()
    expect(peer.seen('chunk-out').map(({ outcome }) => outcome)).toEqual(['closed'])
    expect(links.node('direct').asked('sendChunk')).toEqual([])
  })
})

describe('durable work', () => {
  const receipt = { key: 0, finalPage: new Uint8Array(32), signature: new Uint8Array(64) }
  const head = headOf(0)
  const sealed = { first: 0, count: 2, bytes: 100, short: false, last: true }
  const chan = chanNo(0)

  const works: [Effect, Partial<StorePort>, Event][] = [
    [
      { type: 'seal', swarm, maxChunks: 4, flushMs: 1_000 },
      { seal: async () => sealed },
      { type: 'sealed', swarm, ...sealed }
    ],
    [
      { type: 'sign-page', swarm, count: 2, final: true },
      { signPage: async () => ({ page, head }) },
      { type: 'page-signed', swarm, page, head }
    ],
    [
      { type: 'check-head', swarm, chan, head },
      { checkHead: async () => 'ahead' },
      { type: 'head-checked', swarm, chan, head, verdict: 'ahead' }
    ],
    [{ type: 'finish', swarm }, { finish: async () => { /* durable */ } }, { type: 'finished', swarm }],
    [{ type: 'sign-receipt', swarm }, { signReceipt: async () => receipt }, { type: 'receipt-signed', swarm, receipt }],
    [
      { type: 'check-receipt', swarm, chan, receipt },
      { checkReceipt: async () => ({ ok: true, receipts: 1 }) },
      { type: 'receipt-checked', swarm, chan, ok: true, receipts: 1 }
    ]
  ]

  test.each(works)('$type is answered once it is durable', async (effect, store, answer) => {
    const { host, peer } = createScriptedHost({ store, react: (event) => event.type === 'online' ? [effect] : [] })
    host.dispatch({ type: 'online', online: true })
    expect(peer.events).toHaveLength(1)
    await settled()
    expect(peer.events.slice(1)).toEqual([answer])
  })

  test.each([...works.map(([effect]) => effect), { type: 'set-paused', swarm, paused: true } as const])(
    '$type that fails says so, with what was being done',
    async (effect) => {
      const full = new PasselError('disk-full', 'no room')
      const fail = (): Promise<never> => Promise.reject(full)
      const { host, peer, trouble } = createScriptedHost({
        store: {
          seal: fail,
          signPage: fail,
          checkHead: fail,
          finish: fail,
          signReceipt: fail,
          checkReceipt: fail,
          setPaused: fail
        },
        react: (event) => event.type === 'online' ? [effect] : []
      })
      host.dispatch({ type: 'online', online: true })
      await settled()
      expect(peer.events.slice(1)).toEqual([{ type: 'store-failed', swarm, code: 'disk-full', during: effect.type }])
      expect(trouble).toEqual([['store', full]])
    }
  )

  test('notes about a payload that cannot be written are told and change nothing', async () => {
    const { host, peer, trouble } = createScriptedHost({
      react: (event) => event.type === 'online'
        ? [{ type: 'set-failed', swarm, code: 'source-changed' }, { type: 'forget', swarm }]
        : []
    })
    host.dispatch({ type: 'online', online: true })
    await settled()
    expect(peer.events).toHaveLength(1)
    expect(trouble).toHaveLength(2)
  })
})

test('a channel of a payload nobody joined takes nothing', async () => {
  const effect: Effect = { type: 'send-chunk', chan: chanNo(6), chunk, offset: 0, length: 8 }
  const { host, peer } = createScriptedHost({ react: (event) => event.type === 'online' ? [effect] : [] })
  host.dispatch({ type: 'online', online: true })
  await settled()
  expect(peer.seen('chunk-out').map(({ outcome }) => outcome)).toEqual(['closed'])
})
