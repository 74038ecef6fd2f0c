import { describe, expect, test } from 'vitest'
import { PasselError } from '../errors.ts'
import { opNo } from '../ids.ts'
import type { Effect } from '../machines/effect.ts'
import type { CreateSignalPort, SignalListener, SignalPort } from '../ports.ts'
import type { SignalBody } from '../pure/signal-record.ts'
import { createScriptedHost, scriptedSwarm, type ScriptedHost } from '../testing/scripted/host.ts'
import { settled } from '../testing/scripted/system.ts'

const BUCKET = 5
const mine = scriptedSwarm(1, 'direct', BUCKET)
const foreign = scriptedSwarm(2, 'direct', BUCKET)
const op = opNo(3)
const from = { peer: 'me', addresses: [] }
const body: SignalBody = { type: 'offer', from, answers: '0102030405060708', haveAll: true }

interface Published { readonly bucket: number, readonly payload: Uint8Array, readonly stored: boolean }

interface ScriptedSignals {
  readonly create: CreateSignalPort
  readonly published: readonly Published[]
  listener (): SignalListener
}

function scriptedSignals (script: Partial<SignalPort> = {}): ScriptedSignals {
  const published: Published[] = []
  let listener: SignalListener | undefined
  return {
    published,
    listener: () => listener!,
    create: (given) => {
      listener = given
      return {
        publish: async (bucket, payload, stored) => { published.push({ bucket, payload, stored }) },
        watch: () => { /* heard everything anyway */ },
        query: async function * () { /* nothing was stored */ },
        close: async () => { /* nothing is open */ },
        ...script
      }
    }
  }
}

/** A host that does `effect` at `online`. */
function doing (effect: Effect, signals?: CreateSignalPort): ScriptedHost {
  const scripted = createScriptedHost({
    react: (event) => event.type === 'online' ? [effect] : [],
    ...(signals === undefined ? {} : { signals })
  })
  scripted.host.admit(mine)
  return scripted
}

const publish: Effect = { type: 'publish', op, bucket: BUCKET, stored: true, records: [{ swarm: mine.swarm, body }] }

async function sealedBy (effect: Effect): Promise<Uint8Array> {
  const signals = scriptedSignals()
  const { host } = doing(effect, signals.create)
  host.admit(foreign)
  host.dispatch({ type: 'online', online: true })
  await settled()
  return signals.published[0]!.payload
}

describe('publishing', () => {
  test('records leave sealed and padded, and the outcome is told', async () => {
    const signals = scriptedSignals()
    const { host, peer } = doing(publish, signals.create)
    host.dispatch({ type: 'online', online: true })
    await settled()
    expect(signals.published).toEqual([{ bucket: BUCKET, stored: true, payload: expect.any(Uint8Array) }])
    expect(signals.published[0]?.payload).toHaveLength(1024)
    expect(peer.seen('published')).toEqual([{ type: 'published', op, ok: true }])
  })

  test('two messages that say the same have nothing in common', async () => {
    const signals = scriptedSignals()
    const { host } = doing(publish, signals.create)
    host.dispatch({ type: 'online', online: true })
    host.dispatch({ type: 'online', online: true })
    await settled()
    const [first, second] = signals.published.map(({ payload }) => payload)
    const same = first!.subarray(0, 512).filter((byte, i) => byte === second![i]).length
    expect(same).toBeLessThan(20) // 2 of a record's 512 are expected by chance
  })

  test.each<[string, CreateSignalPort | undefined]>([
    ['without signals', undefined],
    ['when Waku cannot be opened', () => Promise.reject(new PasselError('waku-unreachable', 'nobody answers'))],
    ['when Waku refuses', scriptedSignals({ publish: () => Promise.reject(new Error('full')) }).create]
  ])('%s it fails, is told, and nothing else happens', async (_when, create) => {
    const { host, peer, trouble } = doing(publish, create)
    host.dispatch({ type: 'online', online: true })
    await settled()
    expect(peer.seen('published')).toEqual([{ type: 'published', op, ok: false }])
    expect(trouble.every(([where]) => where === 'signals')).toBe(true)
  })

  test('a payload that was removed meanwhile has no records any more', async () => {
    const signals = scriptedSignals()
    const { host, peer } = doing(publish, signals.create)
    host.dismiss(mine.swarm)
    host.dispatch({ type: 'online', online: true })
    await settled()
    expect(signals.published).toEqual([])
    expect(peer.seen('published')).toEqual([{ type: 'published', op, ok: false }])
  })
})

describe('listening', () => {
  test('a record of a payload we have is opened, those of others are noise', async () => {
    const records = [foreign, mine].map(({ swarm }) => ({ swarm, body }))
    const payload = await sealedBy({ type: 'publish', op, bucket: BUCKET, stored: false, records })
    const signals = scriptedSignals()
    const { peer, system } = doing(publish, signals.create)
    signals.listener().message(BUCKET, payload, 0)
    const id: unknown = expect.stringMatching(/^[0-9a-f]{16}$/)
    expect(peer.seen('signal')).toEqual([
      { type: 'signal', swarm: mine.swarm, id, sentAtMs: system.now().wall, body }
    ])
  })

  test('only payloads of the bucket are tried', async () => {
    const payload = await sealedBy(publish)
    const signals = scriptedSignals()
    const { peer } = doing(publish, signals.create)
    signals.listener().message(BUCKET + 1, payload, 0)
    expect(peer.seen('signal')).toEqual([])
  })

  test('what is not a message of ours is ignored, whatever its length', async () => {
    const payload = await sealedBy(publish)
    const signals = scriptedSignals()
    const { peer, trouble } = doing(publish, signals.create)
    for (const length of [0, 1, 511, 512, 1023, 70_000]) signals.listener().message(BUCKET, new Uint8Array(length), 0)
    const changed = payload.slice()
    changed[100]! ^= 1
    signals.listener().message(BUCKET, changed, 0)
    expect(peer.events).toEqual([])
    expect(trouble).toEqual([])
  })

  test('health and buckets pass through', async () => {
    const watched: (readonly number[])[] = []
    const signals = scriptedSignals({ watch: (buckets) => { watched.push(buckets) } })
    const { host, peer } = doing({ type: 'watch', buckets: [BUCKET] }, signals.create)
    signals.listener().health('up')
    host.dispatch({ type: 'online', online: true })
    await settled()
    expect(peer.seen('waku')).toEqual([{ type: 'waku', state: 'up' }])
    expect(watched).toEqual([[BUCKET]])
  })
})

describe('catching up', () => {
  const catchUp: Effect = { type: 'catch-up', op, bucket: BUCKET, sinceMs: 10, untilMs: 20 }

  test('stored messages are opened first, then the end is told', async () => {
    const payload = await sealedBy(publish)
    const asked: unknown[] = []
    const signals = scriptedSignals({
      query: async function * (...args) {
        asked.push(...args.slice(0, 3))
        yield { payload, sentAtMs: 15 }
      }
    })
    const { host, peer } = doing(catchUp, signals.create)
    host.dispatch({ type: 'online', online: true })
    await settled()
    expect(asked).toEqual([BUCKET, 10, 20])
    expect(peer.events.slice(1).map(({ type }) => type)).toEqual(['signal', 'caught-up'])
    expect(peer.seen('caught-up')).toEqual([{ type: 'caught-up', op, bucket: BUCKET, untilMs: 20, ok: true }])
  })

  test('a store that breaks off is told as such, with what it gave before', async () => {
    const payload = await sealedBy(publish)
    const signals = scriptedSignals({
      query: async function * () {
        yield { payload, sentAtMs: 15 }
        throw new PasselError('waku-unreachable', 'gone')
      }
    })
    const { host, peer, trouble } = doing(catchUp, signals.create)
    host.dispatch({ type: 'online', online: true })
    await settled()
    expect(peer.seen('signal')).toHaveLength(1)
    expect(peer.seen('caught-up').map(({ ok }) => ok)).toEqual([false])
    expect(trouble.map(([where]) => where)).toEqual(['signals'])
  })
})

describe('closing', () => {
  test('what is being published is canceled, and the port closed', async () => {
    let reason: unknown
    let closed = 0
    const signals = scriptedSignals({
      publish: (_bucket, _payload, _stored, signal) => new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => {
          reason = signal.reason
          reject(signal.reason as Error)
        })
      }),
      close: async () => { closed++ }
    })
    const { host } = doing(publish, signals.create)
    host.dispatch({ type: 'online', online: true })
    await settled()
    await host.close()
    expect(reason).toBeInstanceOf(Error)
    expect(closed).toBe(1)
  })

  test('signals that never opened do not keep the host open', async () => {
    const nobody = new PasselError('waku-unreachable', 'nobody answers')
    const { host, trouble } = doing(publish, () => Promise.reject(nobody))
    await host.close()
    expect(trouble).toEqual([['signals', nobody]])
  })
})
