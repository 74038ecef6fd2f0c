import { chunkNo, pageNo, swarmNo, type ChanNo } from '../ids.ts'
import { REFUSAL_MS } from '../limits.ts'
import type { ControlFrame, OpeningFrame } from '../pure/frame.ts'
import type { Head } from '../pure/page.ts'
import { chunkBytes, join, keysOf, meet, type LinkScenario, type Member, type Way } from './link-contract-member.ts'
import { same } from './store-expect.ts'

const HEAD: Head = {
  page: pageNo(3),
  digest: new Uint8Array(32).fill(1),
  final: true,
  signature: new Uint8Array(64).fill(2),
}

const PING: ControlFrame = { type: 'ping', token: 4 }
const OPENING: readonly OpeningFrame[] = [
  { type: 'want-pages', first: pageNo(0), count: 4 },
  { type: 'request', items: [{ chunk: chunkNo(0), offset: 0, length: 1000 }] },
]

const tokens = (member: Member, chan: ChanNo): number[] =>
  member.told('frame').flatMap(([on, frame]) => on === chan && frame.type === 'ping' ? [frame.token] : [])

/** Joining, frames and leaving over one way. */
export function channelScenarios (way: Way): LinkScenario[] {
  const scenarios: LinkScenario[] = [
    {
      title: 'frames arrive in order, both ways',
      run: async (harness) => {
        const { a, b, chan } = await meet(harness, way)
        for (let token = 0; token < 100; token++) {
          a.link.sendFrame(chan.a, { type: 'ping', token })
          b.link.sendFrame(chan.b, { type: 'ping', token: 1000 + token })
        }
        const all = (): boolean => tokens(a, chan.a).length === 100 && tokens(b, chan.b).length === 100
        await harness.until(all, 'a hundred frames each way')
        same(tokens(b, chan.b), Array.from({ length: 100 }, (_, i) => i), 'frames at the listener')
        same(tokens(a, chan.a), Array.from({ length: 100 }, (_, i) => 1000 + i), 'frames at the dialler')
      },
    },
    {
      title: 'a frame may be sent from inside the callback that says a channel is there',
      run: async (harness) => {
        const { a, b, conn } = await meet(harness, way)
        b.on('joined', (_conn, chan) => b.link.sendFrame(chan, { type: 'ping', token: 5 }))
        a.link.admit(keysOf(5, 2))
        b.link.admit(keysOf(6, 2))
        const chan = await join(harness, { a, b }, conn, swarmNo(5))
        await harness.until(() => tokens(a, chan.a).length === 1, 'the frame right behind the proof')
      },
    },
    {
      title: 'first requests go with the proof, are heard behind the join, and are not sent twice',
      run: async (harness) => {
        const { a, b, conn } = await meet(harness, way)
        a.link.admit(keysOf(5, 2))
        b.link.admit(keysOf(6, 2))
        const frames = (): unknown[] => b.told('frame').map(([, frame]) => frame)
        a.on('joined', (_conn, chan) => {
          for (const frame of [...OPENING, PING]) a.link.sendFrame(chan, frame)
        })
        a.link.join(conn.a, swarmNo(5), OPENING)
        await harness.until(() => frames().length >= 3, 'the requests and the frame behind them')
        const chan = a.told('joined').at(-1)![1]
        for (const frame of OPENING) a.link.sendFrame(chan, frame)
        await harness.until(() => frames().length >= 5, 'the requests, asked again later')
        same(frames(), [...OPENING, PING, ...OPENING], 'frames')
        const joinedAt = b.heard.findLastIndex(({ name }) => name === 'joined')
        same(b.heard.findIndex(({ name }) => name === 'frame') > joinedAt, true, 'the join came first')
      },
    },
    {
      title: 'a page carries its head and its bytes',
      run: async (harness) => {
        const { a, b, chan } = await meet(harness, way)
        const page = chunkBytes(3, 43_210)
        b.link.sendPage(chan.b, HEAD, page)
        await harness.until(() => a.told('page').length === 1, 'the page')
        same(a.told('page'), [[chan.a, HEAD, page]], 'the page')
      },
    },
    {
      title: 'either side joins further swarms on the connection, by numbers of its own',
      run: async (harness) => {
        const { a, b, conn, chan } = await meet(harness, way)
        a.link.admit(keysOf(1, 7))
        b.link.admit(keysOf(2, 7))
        const further = await join(harness, { a: b, b: a }, { a: conn.b, b: conn.a }, swarmNo(2))
        same(a.told('joined').at(-1), [conn.a, further.b, 1, 'them'], 'how the dialler was joined')
        a.link.sendFrame(chan.a, { type: 'ping', token: 1 })
        a.link.sendFrame(further.b, { type: 'ping', token: 2 })
        const both = (): boolean => tokens(b, chan.b).length === 1 && tokens(b, further.a).length === 1
        await harness.until(both, 'a frame on each channel')
      },
    },
    {
      title: 'when both join at once there is one channel, and nobody is refused',
      run: async (harness) => {
        const { a, b, conn } = await meet(harness, way)
        a.link.admit(keysOf(1, 7))
        b.link.admit(keysOf(2, 7))
        a.link.join(conn.a, swarmNo(1))
        b.link.join(conn.b, swarmNo(2))
        await harness.until(() => a.told('joined').length === 2 && b.told('joined').length === 2, 'the join')
        const channel = a.told('joined').at(-1)![1]
        a.link.sendFrame(channel, { type: 'ping', token: 3 })
        await harness.until(() => tokens(b, b.told('joined').at(-1)![1]).length === 1, 'a frame on it')
        const joinedAt = harness.now()
        await harness.until(() => harness.now() > joinedAt + 2.5 * REFUSAL_MS, 'a late refusal to have shown')
        same([a.told('joined').length, b.told('joined').length], [2, 2], 'channels')
        for (const { told } of [a, b]) same([told('joinRefused'), told('left')], [[], []], 'refusals and ends')
      },
    },
    {
      title: 'an unknown swarm and a wrong key are refused alike, after a while, and the connection stays',
      run: async (harness) => {
        const { a, b, conn, chan } = await meet(harness, way)
        const wrong = { ...keysOf(12, 8), linkKey: new Uint8Array(32).fill(99) }
        a.link.admit(keysOf(11, 7)) // b has none
        a.link.admit(wrong)
        b.link.admit(keysOf(13, 8))
        const asked = harness.now()
        a.link.join(conn.a, swarmNo(11), OPENING)
        a.link.join(conn.a, wrong.swarm, OPENING)
        await harness.until(() => a.told('joinRefused').length === 2, 'both refusals')
        const patience = a.heard.filter(({ name }) => name === 'joinRefused').map(({ atMs }) => atMs - asked)
        same(patience.every((ms) => ms >= REFUSAL_MS), true, `patience (${patience.join(', ')} ms)`)
        same(a.told('joinRefused').map(([on]) => on), [conn.a, conn.a], 'where')
        same([b.told('joined').length, b.told('frame').length], [1, 0], 'joins and frames at the other end')
        a.link.sendFrame(chan.a, { type: 'ping', token: 1 })
        await harness.until(() => tokens(b, chan.b).length === 1, 'a frame on the channel that was there')
      },
    },
    {
      title: 'a left channel ends on both sides with its reason, late frames are passed over, it can be joined again',
      run: async (harness) => {
        const { a, b, conn, chan, swarm } = await meet(harness, way)
        b.link.sendFrame(chan.b, { type: 'ping', token: 1 }) // meets the end on its way
        a.link.leave(chan.a, 'paused')
        same(a.told('left'), [[chan.a, 'paused']], 'left here')
        await harness.until(() => b.told('left').length === 1, 'the end at the other side')
        same(b.told('left'), [[chan.b, 'paused']], 'left there')
        b.link.sendFrame(chan.b, { type: 'ping', token: 2 })
        const again = await join(harness, { a, b }, conn, swarm.a)
        same(again.a !== chan.a && again.b !== chan.b, true, 'new numbers')
        b.link.sendFrame(again.b, { type: 'ping', token: 3 })
        await harness.until(() => tokens(a, again.a).length === 1, 'a frame on the new channel')
        same([a.told('connDown'), b.told('connDown')], [[], []], 'connections lost')
      },
    },
    {
      title: 'a violation ends the connection',
      run: async (harness) => {
        const { a, b, conn, chan } = await meet(harness, way)
        a.link.leave(chan.a, 'violation')
        same([a.told('left'), a.told('connDown')], [[[chan.a, 'violation']], [[conn.a]]], 'here')
        await harness.until(() => b.told('connDown').some(([gone]) => gone === conn.b), 'the end at the other side')
      },
    },
    {
      title: 'a dismissed swarm is left and can be joined no more',
      run: async (harness) => {
        const { a, b, conn, swarm } = await meet(harness, way)
        b.link.dismiss(swarm.b)
        await harness.until(() => a.told('left').length === 1 && b.told('left').length === 1, 'the end of the channel')
        a.link.join(conn.a, swarm.a)
        await harness.until(() => a.told('joinRefused').length === 1, 'the refusal')
      },
    },
  ]
  return scenarios.map(({ title, run }) => ({ title: `${way}: ${title}`, run }))
}
