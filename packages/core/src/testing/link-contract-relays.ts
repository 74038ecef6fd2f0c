import type { Address } from '../ids.ts'
import { chunkNo } from '../ids.ts'
import { CHUNK_BYTES } from '../limits.ts'
import {
  chunkBytes, connect, meet, openMember, reserve, type LinkHarness, type LinkScenario, type Member,
} from './link-contract-member.ts'
import { same } from './store-expect.ts'

const states = (member: Member): string[] => member.told('relay').map(([, state]) => state)

async function answer (harness: LinkHarness, member: Member, relay: Address): Promise<string | undefined> {
  const before = member.told('relay').length
  member.link.reserve(relay)
  await harness.until(() => member.told('relay').length > before, 'the relay to answer')
  return states(member).at(-1)
}

/** Places at relays, and what becomes of connections through them. */
export const relayScenarios: readonly LinkScenario[] = [
  {
    title: 'a place at a relay comes with an address at which others reach us',
    run: async (harness) => {
      const [a, b] = [await openMember(harness), await openMember(harness)]
      const relay = await harness.relay()
      await reserve(harness, b, relay)
      const [named, state, address] = b.told('relay')[0]!
      same([named, state], [relay.address, 'reserved'], 'what was told')
      same(b.link.addresses().includes(address!), true, 'the address among our own')
      await a.link.dial(b.link.self, [address!], 'relayed', harness.within(4_000))
      same(a.told('connUp').map(([, peer, path]) => [peer, path]), [[b.link.self, 'relayed']], 'the connection')
    },
  },
  {
    title: 'asking twice for one place gives one place and an answer each time',
    run: async (harness) => {
      const b = await openMember(harness)
      const relay = await harness.relay()
      b.link.reserve(relay.address)
      same(await answer(harness, b, relay.address), 'reserved', 'the first answer')
      same(await answer(harness, b, relay.address), 'reserved', 'the second')
      same(b.link.addresses().length, new Set(b.link.addresses()).size, 'addresses')
    },
  },
  {
    title: 'a relay that goes takes its places and circuits along, and says nothing to the rest',
    run: async (harness) => {
      const { a, b, conn, chan } = await meet(harness, 'relayed')
      const [first] = b.told('relay')[0]!
      const second = await harness.relay()
      await reserve(harness, b, second)
      const other = await connect(harness, a, b, 'relayed', 'relayed')
      a.link.hangUp(other.here)
      await harness.until(() => b.told('connDown').length === 1, 'the end of the second connection')
      await second.stop()
      await harness.until(() => states(b).includes('lost'), 'the loss')
      same(b.told('relay').at(-1)?.slice(0, 2), [second.address, 'lost'], 'which place')
      const start = first.slice(0, first.lastIndexOf('/p2p/'))
      same(b.link.addresses().every((address) => address.startsWith(start)), true, 'addresses left')
      a.link.sendFrame(chan.a, { type: 'ping', token: 1 })
      await harness.until(() => b.told('frame').length === 1, 'a frame through the other relay')
      same(b.told('connDown').some(([gone]) => gone === conn.b), false, 'the first connection is down')
    },
  },
  {
    title: 'a relay that comes back gives no place by itself, and one when asked',
    run: async (harness) => {
      const [a, b] = [await openMember(harness), await openMember(harness)]
      const relay = await harness.relay()
      await reserve(harness, b, relay)
      const { here } = await connect(harness, a, b, 'relayed')
      await relay.stop()
      await harness.until(() => states(b).includes('lost') && a.told('connDown').length === 1, 'the loss')
      same(a.told('connDown'), [[here]], 'the circuit')
      same(b.link.addresses(), [], 'addresses')
      same(await answer(harness, b, relay.address), 'refused', 'an answer while it is down')
      await relay.restart()
      same(states(b), ['reserved', 'lost', 'refused'], 'what was told')
      same(await answer(harness, b, relay.address), 'reserved', 'an answer when it is back')
      await connect(harness, a, b, 'relayed')
    },
  },
  {
    title: 'a place given up is ours no more, and can be asked for again',
    run: async (harness) => {
      const b = await openMember(harness)
      const relay = await harness.relay()
      await reserve(harness, b, relay)
      b.link.unreserve(relay.address)
      same(b.link.addresses(), [], 'addresses')
      same(await answer(harness, b, relay.address), 'reserved', 'the second time')
      same(states(b), ['reserved', 'reserved'], 'what was told')
    },
  },
  {
    title: 'a relay that cuts a circuit at its limit ends the connection at once on both sides',
    run: async (harness) => {
      const { a, b, conn, chan } = await meet(harness, 'relayed', 128 * 1024)
      a.link.expect(chan.a, chunkNo(0), CHUNK_BYTES, false)
      b.link.sendChunk(chan.b, chunkNo(0), 0, chunkBytes(0))
      const down = (): boolean => [a, b].every((member) => member.told('connDown').length === 1)
      await harness.until(down, 'the end on both sides')
      same([a.told('connDown'), b.told('connDown')], [[[conn.a]], [[conn.b]]], 'which connection')
      same(a.told('chunkIn'), [], 'chunks')
      same(states(b).includes('lost'), false, 'the place is lost')
      const again = await connect(harness, a, b, 'relayed')
      same(again.here !== conn.a, true, 'another connection')
    },
  },
  {
    title: 'an upgraded connection lives on when its relay goes',
    run: async (harness) => {
      const { a, b, conn, chan } = await meet(harness, 'upgrade')
      a.link.hangUp(a.told('connUp')[0]![0])
      await harness.until(() => b.told('connDown').length === 1, 'the end of the relayed connection')
      a.link.sendFrame(chan.a, { type: 'ping', token: 1 })
      await harness.until(() => b.told('frame').length === 1, 'a frame')
      same(b.told('connDown').some(([gone]) => gone === conn.b), false, 'the upgraded one is down')
    },
  },
]
