import { chunkNo, type Path } from '../ids.ts'
import { MAX_DEPOSIT_STREAMS, MAX_PROBE_BYTES, MAX_PROBES } from '../limits.ts'
import type { DepositAnswer, DepositRequest } from '../pure/deposit.ts'
import {
  CHUNK, chunkBytes, meet, openMember, reserve, sendChunks, type LinkHarness, type LinkScenario, type Member,
  type Way,
} from './link-contract-member.ts'
import { same } from './store-expect.ts'

const WAIT_MS = 10_000

const REQUEST: DepositRequest = {
  payload: {
    swarmKey: new Uint8Array(32).fill(1),
    author: new Uint8Array(32).fill(2),
    privacy: 'direct',
    kind: 'file',
    expiresAtMs: 1_900_000_000_000,
    hints: [{ peer: 'somebody', addresses: ['/ip4/192.0.2.7/tcp/4001'] }],
    relays: [],
  },
  columns: [0, 3],
  bytes: 1_000_000,
  grant: new Uint8Array(100).fill(9),
}
const YES: DepositAnswer = { accepted: true, columns: [3], untilMs: 1_800_000_000_000 }

async function keeperAnd (
  harness: LinkHarness, path: Path, answer: () => Promise<DepositAnswer>,
): Promise<{ keeper: Member, depositor: Member }> {
  const [keeper, depositor] = [await openMember(harness, 'direct', path === 'direct'), await openMember(harness)]
  keeper.on('deposit', answer)
  if (path === 'relayed') await reserve(harness, keeper, await harness.relay())
  return { keeper, depositor }
}

const ask = async (harness: LinkHarness, from: Member, to: Member): Promise<DepositAnswer> =>
  await from.link.deposit(to.link.self, to.link.addresses(), REQUEST, harness.within(WAIT_MS))

/** `yes` and `no`, or the code it failed with. */
async function outcomeOf (asked: Promise<DepositAnswer>): Promise<string> {
  return await asked.then(({ accepted }) => accepted ? 'yes' : 'no', (error: unknown) => {
    return (error as { code?: string }).code ?? String(error)
  })
}

/** Asking keepers. */
export function depositScenarios (path: Path): LinkScenario[] {
  const scenarios: LinkScenario[] = [
    {
      title: 'a keeper hears who asks for what, from where, and its answer comes back',
      run: async (harness) => {
        const { keeper, depositor } = await keeperAnd(harness, path, async () => YES)
        same(await ask(harness, depositor, keeper), YES, 'answer')
        const [peer, by, address, request] = keeper.told('deposit')[0]!
        same([peer, by, address.includes('/p2p-circuit')], [depositor.link.self, path, path === 'relayed'], 'who')
        same(request, REQUEST, 'what')
        same([keeper, depositor].map((each) => each.told('connUp').map(([, who]) => who)),
          [[depositor.link.self], [keeper.link.self]], 'the connection that it came over')
      },
    },
    {
      title: 'a connection that is up serves several deposits',
      run: async (harness) => {
        const { keeper, depositor } = await keeperAnd(harness, path, async () => YES)
        await ask(harness, depositor, keeper)
        const many = 3 * MAX_DEPOSIT_STREAMS
        await Promise.all(Array.from({ length: many }, async () => await ask(harness, depositor, keeper)))
        same(keeper.told('deposit').length, 1 + many, 'deposits')
        same([keeper.told('connUp').length, depositor.told('connUp').length], [1, 1], 'connections')
      },
    },
    {
      title: 'a refusal comes with its reason, and ends nothing',
      run: async (harness) => {
        const no: DepositAnswer = { accepted: false, reason: 'quota', retryMs: 60_000 }
        const { keeper, depositor } = await keeperAnd(harness, path, async () => no)
        same(await ask(harness, depositor, keeper), no, 'answer')
        same(depositor.told('connDown'), [], 'connections that ended')
      },
    },
    {
      title: 'a keeper that fails inside says nothing, and goes on',
      run: async (harness) => {
        let fails = true
        const { keeper, depositor } = await keeperAnd(harness, path, async () => {
          if (fails) throw new Error('a bug')
          return YES
        })
        same(await outcomeOf(ask(harness, depositor, keeper)), 'refused', 'outcome')
        fails = false
        same(await outcomeOf(ask(harness, depositor, keeper)), 'yes', 'outcome of the next')
      },
    },
    {
      title: 'a keeper that is not there is told like a dial that failed',
      run: async (harness) => {
        const { keeper, depositor } = await keeperAnd(harness, path, async () => YES)
        const addresses = keeper.link.addresses()
        await keeper.link.close()
        const asked = depositor.link.deposit(keeper.link.self, addresses, REQUEST, harness.within(WAIT_MS))
        same(['unreachable', 'refused'].includes(await outcomeOf(asked)), true, 'failure')
        const nowhere = depositor.link.deposit(keeper.link.self, [], REQUEST, harness.within(WAIT_MS))
        same(await outcomeOf(nowhere), 'no-address', 'without an address')
      },
    },
  ]
  return scenarios.map(({ title, run }) => ({ title: `${path}: ${title}`, run }))
}

/** Reading back from holders. */
export function probeScenarios (way: Way): LinkScenario[] {
  const scenarios: LinkScenario[] = [
    {
      title: 'a slice is read back as it is, and told to nobody else',
      run: async (harness) => {
        const { a, b, chan } = await meet(harness, way)
        b.on('frame', (_, frame) => {
          if (frame.type !== 'request') return
          for (const { chunk, offset, length } of frame.items) {
            b.link.sendChunk(chan.b, chunk, offset, chunkBytes(chunk).slice(offset, offset + length))
          }
        })
        const places = [[3, 5_000], [3, 5_100], [7, 0], [8, 262_144 - MAX_PROBE_BYTES]] as const
        const slices = await Promise.all(places.map(async ([chunk, offset]) =>
          await a.link.probe(chan.a, chunkNo(chunk), offset, MAX_PROBE_BYTES)))
        for (const [i, [chunk, offset]] of places.entries()) {
          same(slices[i], chunkBytes(chunk).slice(offset, offset + MAX_PROBE_BYTES), `slice ${i}`)
        }
        same(a.told('bytesIn'), [], 'bytes told')
      },
    },
    {
      title: 'several slices of one chunk are read back, though a giver keeps one request for each chunk',
      run: async (harness) => {
        const { a, b, chan } = await meet(harness, way)
        const wanted = new Map<number, { offset: number, length: number }>()
        b.on('frame', (_, frame) => {
          if (frame.type !== 'request') return
          for (const { chunk, ...part } of frame.items) wanted.set(chunk, part)
        })
        const give = (): void => {
          for (const [chunk, { offset, length }] of wanted) {
            wanted.delete(chunk)
            b.link.sendChunk(chan.b, chunkNo(chunk), offset, chunkBytes(chunk).slice(offset, offset + length))
          }
        }
        const offsets = Array.from({ length: MAX_PROBES }, (_, i) => 30_000 * i)
        let got = 0
        const slices = offsets.map(async (offset) => {
          const slice = await a.link.probe(chan.a, chunkNo(3), offset, 1_000)
          got++
          return slice
        })
        await harness.until(() => {
          give() // all that has come by now: of requests that came together only the last is left
          return got === offsets.length
        }, 'all slices')
        for (const [i, slice] of (await Promise.all(slices)).entries()) {
          same(slice, chunkBytes(3).slice(offsets[i], offsets[i]! + 1_000), `slice ${i}`)
        }
      },
    },
    {
      title: 'chunks arrive whole while slices of others are read back',
      run: async (harness) => {
        const { a, b, chan } = await meet(harness, way)
        b.on('frame', () => b.link.sendChunk(chan.b, chunkNo(30), 9, chunkBytes(30).slice(9, 109)))
        sendChunks(a, chan.a, b, chan.b, 12)
        same(await a.link.probe(chan.a, chunkNo(30), 9, 100), chunkBytes(30).slice(9, 109), 'slice')
        await harness.until(() => a.told('chunkIn').length === 12, 'all chunks')
        same(a.told('bytesIn').reduce((sum, [,,, wasted]) => sum + wasted, 0), 0, 'bytes wasted')
      },
    },
    {
      title: 'reading back ends with nothing when it is refused, when the channel ends, and beyond its bounds',
      run: async (harness) => {
        const { a, b, chan } = await meet(harness, way)
        b.on('frame', (_, frame) => {
          if (frame.type === 'request') b.link.sendFrame(chan.b, { type: 'refuse', chunks: [chunkNo(5)] })
        })
        same([await a.link.probe(chan.a, chunkNo(5), 0, 100)], [undefined], 'refused')
        same([await a.link.probe(chan.a, CHUNK, 0, MAX_PROBE_BYTES + 1)], [undefined], 'too long')
        const waiting = Array.from({ length: MAX_PROBES }, async () => await a.link.probe(chan.a, CHUNK, 0, 100))
        same([await a.link.probe(chan.a, CHUNK, 0, 100)], [undefined], 'one too many')
        a.link.leave(chan.a, 'done')
        same(await Promise.all(waiting), waiting.map(() => undefined), 'those of a channel that ended')
        same([await a.link.probe(chan.a, CHUNK, 0, 100)], [undefined], 'on a channel that is gone')
      },
    },
  ]
  return scenarios.map(({ title, run }) => ({ title: `${way}: ${title}`, run }))
}
