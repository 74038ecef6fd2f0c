import { swarmNo, type Address, type Path } from '../ids.ts'
import { MAX_UNPROVEN_CHANNELS, MAX_WINDOW_BYTES, MAX_WINDOW_WEBRTC_BYTES } from '../limits.ts'
import {
  connect, join, keysOf, meet, openMember, reserve, type LinkScenario, type Member,
} from './link-contract-member.ts'
import { same } from './store-expect.ts'

async function fails (dial: Promise<void>, code: string, what: string): Promise<void> {
  same(await outcomeOf(dial), code, what)
}

/** `success`, or the code it failed with. */
function outcomeOf (dial: Promise<void>): Promise<string> {
  return dial.then(() => 'success', (error: unknown) => (error as { code?: string }).code ?? String(error))
}

/** Where a member is reached through relays. */
const circuits = ({ link }: Member): Address[] => link.addresses().filter((address) => address.includes('/p2p-circuit'))

const never = (): AbortSignal => new AbortController().signal

/** Dialling, coexisting, hanging up, closing. */
export const connectionScenarios: readonly LinkScenario[] = [
  {
    title: 'a connection is told to both sides with path, direction and window',
    run: async (harness) => {
      const { a, b } = await meet(harness, 'upgrade')
      same(a.told('connUp').map(([, peer, path, dialled, window]) => [peer, path, dialled, window]), [
        [b.link.self, 'relayed', true, MAX_WINDOW_BYTES], [b.link.self, 'direct', true, MAX_WINDOW_WEBRTC_BYTES],
      ], 'connections of the dialler')
      same(b.told('connUp').map(([, peer, path, dialled, window]) => [peer, path, dialled, window]), [
        [a.link.self, 'relayed', false, MAX_WINDOW_BYTES], [a.link.self, 'direct', false, MAX_WINDOW_WEBRTC_BYTES],
      ], 'connections of the other')
    },
  },
  {
    title: 'relayed and direct connections to one peer live side by side, and end one by one',
    run: async (harness) => {
      const { a, b, conn, chan, swarm } = await meet(harness, 'upgrade')
      const [relayed] = a.told('connUp')[0]!
      const there = b.told('connUp')[0]![0]
      const other = await join(harness, { a, b }, { a: relayed, b: there }, swarm.a)
      a.link.hangUp(relayed)
      await harness.until(() => b.told('connDown').length === 1, 'the end of the relayed one')
      same(b.told('connDown'), [[there]], 'which ended')
      same(b.told('left'), [[other.b, 'closed']], 'its channel')
      a.link.sendFrame(chan.a, { type: 'ping', token: 1 })
      await harness.until(() => b.told('frame').length === 1, 'a frame over the direct one')
      same(a.told('connDown').some(([gone]) => gone === conn.a), false, 'the direct one is down')
    },
  },
  {
    title: 'joins beyond what a peer lets wait are sent when there is a place',
    run: async (harness) => {
      const { a, b, conn } = await meet(harness, 'direct')
      const swarms = 3 * MAX_UNPROVEN_CHANNELS
      for (let i = 0; i < swarms; i++) {
        a.link.admit(keysOf(100 + i, 10 + i))
        b.link.admit(keysOf(200 + i, 10 + i))
      }
      for (let i = 0; i < swarms; i++) a.link.join(conn.a, swarmNo(100 + i))
      await harness.until(() => a.told('joined').length === 1 + swarms, 'all joins')
      same([a.told('connDown'), b.told('connDown')], [[], []], 'connections lost')
    },
  },
  {
    title: 'a dial without an address of its path fails as such',
    run: async (harness) => {
      const [a, b] = [await openMember(harness), await openMember(harness, 'direct', true)]
      const relayed = a.link.dial(b.link.self, b.link.addresses(), 'relayed', never())
      await fails(relayed, 'no-address', 'relayed by a direct address')
      await fails(a.link.dial(b.link.self, [], 'direct', never()), 'no-address', 'no address at all')
      await fails(a.link.dial(b.link.self, ['nonsense', '/p2p-circuit'], 'direct', never()), 'no-address', 'nonsense')
    },
  },
  {
    title: 'a relayed node neither dials nor accepts direct connections, and tells no address of its own',
    run: async (harness) => {
      const [a, b] = [await openMember(harness, 'relayed'), await openMember(harness, 'direct', true)]
      const direct = a.link.dial(b.link.self, b.link.addresses(), 'direct', never())
      await fails(direct, 'no-address', 'direct from a relayed node')
      same(a.link.addresses(), [], 'addresses before a relay')
      await reserve(harness, a, await harness.relay())
      same([circuits(a).length > 0, a.link.addresses()], [true, circuits(a)], 'nothing but circuits')
      const dial = b.link.dial(a.link.self, a.link.addresses(), 'direct', harness.within(1_500))
      same(await outcomeOf(dial) === 'success', false, 'an upgrade to a relayed node')
      same(a.told('connUp').filter(([,, path]) => path === 'direct'), [], 'direct connections of the relayed node')
      await connect(harness, b, a, 'relayed')
    },
  },
  {
    title: 'a dial fails by itself when nobody is there, and at once when it is given up',
    run: async (harness) => {
      const [a, b] = [await openMember(harness), await openMember(harness, 'direct', true)]
      const relay = await harness.relay()
      await reserve(harness, b, relay)
      const relayed = circuits(b)
      const direct = b.link.addresses().filter((address) => !relayed.includes(address))
      const dial = (path: Path, signal: AbortSignal): Promise<void> =>
        a.link.dial(b.link.self, path === 'direct' ? direct : relayed, path, signal)
      await fails(dial('relayed', AbortSignal.abort()), 'timeout', 'a dial given up before it began')
      const given = new AbortController()
      const givenUp = dial('relayed', given.signal)
      given.abort()
      await fails(givenUp, 'timeout', 'a dial given up at once')
      await b.link.close()
      await fails(dial('direct', harness.within(4_000)), 'unreachable', 'a direct dial')
      // A relay notices a moment later that a peer has left it.
      let last = ''
      for (let tries = 0; tries < 20 && last !== 'refused'; tries++) {
        last = await outcomeOf(dial('relayed', harness.within(4_000)))
      }
      same(last, 'refused', 'a relayed dial to a peer that left its relay')
      await relay.stop()
      await fails(dial('relayed', harness.within(4_000)), 'unreachable', 'a dial over a relay that is gone')
      same([a.told('connUp'), a.told('connDown')], [[], []], 'connections')
    },
  },
  {
    title: 'closing hangs up on everybody, and nothing can be dialled any more',
    run: async (harness) => {
      const { a, b, conn } = await meet(harness, 'direct')
      const addresses = b.link.addresses()
      await a.link.close()
      same(a.told('connDown'), [[conn.a]], 'down here')
      await harness.until(() => b.told('connDown').length === 1, 'down there')
      const dial = a.link.dial(b.link.self, addresses, 'direct', harness.within(4_000))
      same(await outcomeOf(dial) === 'success', false, 'a dial')
      await a.link.close()
      same(a.told('connUp').length, 1, 'connections ever')
    },
  },
  {
    title: 'what was sent before hanging up still arrives',
    run: async (harness) => {
      const { a, b, conn, chan } = await meet(harness, 'relayed')
      for (let token = 0; token < 5; token++) a.link.sendFrame(chan.a, { type: 'ping', token })
      a.link.hangUp(conn.a)
      await harness.until(() => b.told('connDown').length === 1, 'the end')
      same(b.told('frame').length, 5, 'frames')
    },
  },
  {
    title: 'calls for connections and channels that are gone do nothing',
    run: async (harness) => {
      const { a, conn, chan, swarm } = await meet(harness, 'direct')
      a.link.hangUp(conn.a)
      const before = a.heard.length
      a.link.hangUp(conn.a)
      a.link.leave(chan.a, 'done')
      a.link.sendFrame(chan.a, { type: 'ping', token: 1 })
      a.link.expect(chan.a, 0 as never, 262_144, false)
      a.link.abortSend(chan.a, 0 as never)
      a.link.drop(swarm.a, 0 as never)
      same(a.heard.length, before, 'words about it')
      a.link.join(conn.a, swarm.a)
      same(a.told('joinRefused'), [[conn.a, swarm.a]], 'a join')
    },
  },
]
