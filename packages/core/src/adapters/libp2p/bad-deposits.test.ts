import type { Libp2p, Stream } from '@libp2p/interface'
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { Uint8ArrayList } from 'uint8arraylist'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { DEPOSIT_TIMEOUT_MS, MAX_DEPOSIT_BYTES, MAX_DEPOSIT_STREAMS, MAX_DEPOSITS_AT_ONCE } from '../../limits.ts'
import { concat } from '../../pure/bytes.ts'
import type { DepositAnswer, DepositRequest } from '../../pure/deposit.ts'
import { decodeDepositAnswer, encodeDepositRequest } from '../../pure/deposit-codec.ts'
import { varintBytes, writeVarint } from '../../pure/varint.ts'
import { openLinkBed, type LinkBed } from '../../testing/link-contract-bed.ts'
import { openMember, type Member } from '../../testing/link-contract-member.ts'
import type { Libp2pLink } from './index.ts'

const REQUEST: DepositRequest = {
  payload: {
    swarmKey: new Uint8Array(32), author: new Uint8Array(32), privacy: 'direct', kind: 'file', hints: [], relays: [],
  },
  columns: [0],
  bytes: 1,
}
const YES: DepositAnswer = { accepted: true, columns: [0], untilMs: 1 }

/** What a stranger sends on a stream of its own, and what comes back. */
interface Asking { readonly stream: Stream, readonly got: Uint8ArrayList, readonly end: Promise<'closed' | 'aborted'> }

describe('who asks a keeper badly', () => {
  let bed: LinkBed
  let keeper: Member
  let stranger: Libp2p
  let crowd: Libp2p[]
  let answered: () => Promise<DepositAnswer>
  let thinking: (() => void)[]

  beforeEach(async () => {
    bed = openLinkBed()
    keeper = await openMember(bed, 'direct', true)
    answered = async () => YES
    thinking = []
    keeper.on('deposit', async () => await answered())
    stranger = await openStranger()
    crowd = []
  })

  /** Whoever asks well is answered all the same. */
  afterEach(async () => {
    answered = async () => YES
    for (const end of thinking) end()
    const friend = await openMember(bed)
    const { self } = keeper.link
    const answer = await friend.link.deposit(self, keeper.link.addresses(), REQUEST, AbortSignal.timeout(5_000))
    if (!answer.accepted) throw new Error(`a friend was refused: ${answer.reason}`)
    await Promise.all([stranger, ...crowd].map(async (node) => { await node.stop() }))
    await bed.close()
  })

  /** Does not answer before the test is over. */
  const thinks = async (): Promise<DepositAnswer> => await new Promise((resolve) => thinking.push(() => resolve(YES)))
  const violations = (): number => (keeper.link as Libp2pLink).violations.get('bad-deposit') ?? 0

  async function openStranger (): Promise<Libp2p> {
    return await createLibp2p({ transports: [tcp()], connectionEncrypters: [noise()], streamMuxers: [yamux()] })
  }

  async function ask (bytes: Uint8Array, from = stranger): Promise<Asking> {
    const connection = await from.dial(multiaddr(keeper.link.addresses()[0]!))
    const stream = await connection.newStream(['/passel/keep/1'])
    const got = new Uint8ArrayList()
    stream.addEventListener('message', ({ data }) => got.append(data))
    const end = new Promise<'closed' | 'aborted'>((resolve) => {
      stream.addEventListener('remoteCloseWrite', () => resolve('closed'))
      stream.addEventListener('close', ({ error }) => resolve(error === undefined ? 'closed' : 'aborted'))
    })
    stream.send(bytes)
    return { stream, got, end }
  }

  function framed (bytes: Uint8Array, length = bytes.length): Uint8Array {
    const header = new Uint8Array(varintBytes(length))
    writeVarint(header, 0, length)
    return concat(header, bytes)
  }

  test('is answered when the question is right: the stranger of these tests speaks the protocol', async () => {
    const { got, end } = await ask(framed(encodeDepositRequest(REQUEST)))
    expect(await end).toBe('closed')
    expect(decodeDepositAnswer(got.subarray(1))).toEqual(YES)
    expect(violations()).toBe(0)
  })

  test.each([
    ['nonsense', framed(new TextEncoder().encode('please keep this'))],
    ['an empty question', framed(new Uint8Array(0))],
    ['a question cut short inside', framed(encodeDepositRequest(REQUEST).slice(0, -1))],
    ['a question that says to be longer than any', framed(new Uint8Array(10), MAX_DEPOSIT_BYTES + 1)],
    ['a length without end', new Uint8Array(10).fill(0x80)],
    ['more bytes than are ever read', framed(new Uint8Array(3 * MAX_DEPOSIT_BYTES), MAX_DEPOSIT_BYTES)],
  ])('with %s: the stream ends without an answer, and it is counted', async (_what, bytes) => {
    const { got, end } = await ask(bytes)
    expect(await end).toBe('aborted')
    expect(got.length).toBe(0)
    expect(keeper.told('deposit')).toEqual([])
    await vi.waitFor(() => expect(violations()).toBe(1))
  })

  test('trickling: the stream ends when its time is up', async () => {
    const bytes = framed(encodeDepositRequest(REQUEST))
    const began = performance.now()
    const { stream, end } = await ask(bytes.slice(0, 1))
    let at = 1
    const drip = setInterval(() => { if (stream.status === 'open') stream.send(bytes.slice(at, ++at)) }, 500)
    expect(await end).toBe('aborted')
    clearInterval(drip)
    expect(performance.now() - began).toBeLessThan(DEPOSIT_TIMEOUT_MS + 2_000)
    expect(keeper.told('deposit')).toEqual([])
  }, 2 * DEPOSIT_TIMEOUT_MS)

  test('on many streams at once has no more than a few', async () => {
    answered = thinks
    const question = framed(encodeDepositRequest(REQUEST))
    const asked = await Promise.all(Array.from({ length: 3 * MAX_DEPOSIT_STREAMS }, async () => {
      try {
        const { end } = await ask(question)
        return await Promise.race([end, new Promise((resolve) => setTimeout(resolve, 1_000, 'waits'))])
      } catch {
        return 'refused'
      }
    }))
    expect(asked.filter((outcome) => outcome === 'waits').length).toBeLessThanOrEqual(MAX_DEPOSIT_STREAMS)
    expect(keeper.told('deposit').length).toBeLessThanOrEqual(MAX_DEPOSIT_STREAMS)
  })

  test('from many places at once is told that it is busy', async () => {
    answered = thinks
    const places = Math.ceil(MAX_DEPOSITS_AT_ONCE / MAX_DEPOSIT_STREAMS)
    const question = framed(encodeDepositRequest(REQUEST))
    crowd = await Promise.all(Array.from({ length: places }, openStranger))
    for (let i = 0; i < MAX_DEPOSIT_STREAMS; i++) {
      await Promise.all(crowd.map(async (from) => await ask(question, from)))
    }
    await bed.until(() => keeper.told('deposit').length === MAX_DEPOSITS_AT_ONCE, 'as many as are heard at once')
    const late = await openMember(bed)
    const address = keeper.link.addresses()
    expect(await late.link.deposit(keeper.link.self, address, REQUEST, AbortSignal.timeout(5_000)))
      .toMatchObject({ accepted: false, reason: 'busy' })
  }, 30_000)
})
