import { expect, onTestFinished, test } from 'vitest'
import type { WakuDecoder } from '../light-node.ts'
import { createOwnFilter, type OwnFilter, type OwnFilterNeeds } from './own-filter.ts'
import type { SdkPeerId } from './sdk.ts'

const PUBSUB = '/waku/2/rs/1/0'

function decoder (contentTopic: string): WakuDecoder {
  const made = { contentTopic, pubsubTopic: PUBSUB, fromProtoObj: async (_: string, message: unknown) => message }
  return made
}

interface Case {
  readonly own: OwnFilter
  /** Requests as `node +topic` and `node -topic`, in order. */
  readonly requests: string[]
  readonly refusing: Set<string>
  readonly events: string[]
  /** A service node pushes a message. */
  push (contentTopic: string, pubsubTopic?: string): Promise<void>
}

/** A filter on a scripted core of the SDK; nodes are `a` and `b`, the blamed one last. */
async function create (): Promise<Case> {
  const requests: string[] = []
  const refusing = new Set<string>()
  const events: string[] = []
  const order = ['a', 'b']
  let handle: (pubsubTopic: string, message: object, id: string) => Promise<void> = async () => undefined
  const outcome = (id: string): { success: string | null } => ({ success: refusing.has(id) ? null : id })
  class FilterCore {
    constructor (handler: typeof handle) { handle = handler }
    async start (): Promise<void> { events.push('started') }
    async stop (): Promise<void> { events.push('stopped') }
    async subscribe (_: string, id: string, topics: string[]): Promise<object> {
      requests.push(...topics.map((topic) => `${id} +${topic}`))
      return outcome(id)
    }
    async unsubscribe (_: string, id: string, topics: string[]): Promise<object> {
      requests.push(...topics.map((topic) => `${id} -${topic}`))
      return outcome(id)
    }
  }
  const own = await createOwnFilter({
    sdk: { waku: { FilterCore } },
    libp2p: {},
    nodes: {
      offering: () => order as unknown as SdkPeerId[],
      isConnected: () => true,
      blame: (_service: string, id: SdkPeerId) => { order.push(...order.splice(order.indexOf(id.toString()), 1)) },
      stop: () => undefined
    },
    hangUp: (id: SdkPeerId) => { events.push(`hung up ${id.toString()}`) },
    onLost: () => { events.push('lost') }
  } as unknown as OwnFilterNeeds)
  onTestFinished(() => own.stop())
  return {
    own,
    requests,
    refusing,
    events,
    push: async (contentTopic, pubsubTopic = PUBSUB) => await handle(pubsubTopic, { contentTopic }, 'a')
  }
}

const silent = (): void => undefined

test('all topics are asked for at one service node', async () => {
  const { own, requests } = await create()
  expect(await own.filter.subscribe([decoder('x')], silent)).toBe(true)
  expect(await own.filter.subscribe([decoder('y')], silent)).toBe(true)
  expect([requests, String(own.at())]).toEqual([['a +x', 'a +y'], 'a'])
})

test('where one refuses from the start the next is asked', async () => {
  const { own, requests, refusing, events } = await create()
  refusing.add('a')
  expect(await own.filter.subscribe([decoder('x')], silent)).toBe(false)
  expect(await own.filter.subscribe([decoder('x')], silent)).toBe(true)
  expect([requests, events]).toEqual([['a +x', 'b +x'], ['started']])
})

test('where one refuses more than it took all move to the next, and that is told', async () => {
  const { own, refusing, events } = await create()
  await own.filter.subscribe([decoder('x')], silent)
  refusing.add('a')
  expect(await own.filter.subscribe([decoder('y')], silent)).toBe(false)
  expect([events, own.at()]).toEqual([['started', 'lost'], undefined])
  expect(await own.filter.subscribe([decoder('x'), decoder('y')], silent)).toBe(true)
  expect(String(own.at())).toBe('b')
})

test('losing a node that does not push to us ends nothing', async () => {
  const { own } = await create()
  await own.filter.subscribe([decoder('x')], silent)
  expect([own.lose('b'), own.lose('a'), own.at()]).toEqual([false, true, undefined])
})

test('only what was asked for is handed on', async () => {
  const { own, push } = await create()
  const heard: string[] = []
  const x = decoder('x')
  await own.filter.subscribe([x], ({ contentTopic }) => heard.push(contentTopic))
  await push('x')
  await push('y')
  await push('x', '/waku/2/rs/1/7')
  await own.filter.unsubscribe([x])
  await push('x')
  expect(heard).toEqual(['x'])
})
