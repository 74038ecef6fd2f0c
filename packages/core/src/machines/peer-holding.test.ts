import { describe, expect, test } from 'vitest'
import { chunkNo, type ChanNo } from '../ids.ts'
import {
  CHUNK_BYTES, DEPOSIT_RETRY_MS, HOLDER_PATIENCE_MS, HOLDERS_SAVE_MS, PROBE_RETRY_MS, PROBE_SLICES, VISIT_MS,
} from '../limits.ts'
import type { StoredTransfer } from '../ports.ts'
import type { Receipt } from '../pure/page.ts'
import type { Hint } from '../pure/reference.ts'
import {
  drivePeer, framesOf, getInit, haveBits, headOf, holdInit, ofType, pagesOf, sendInit, SWARM, type PeerDriver,
} from '../testing/peer-driver.ts'
import type { Effect } from './effect.ts'

const CHUNKS = 8
const keeper = (name: string, net = name.length): Hint => ({ peer: name, addresses: [`/ip4/10.${net}.0.1/tcp/1`] })
const receipt: Receipt = { key: 0, finalPage: new Uint8Array(32), signature: new Uint8Array(64) }
const release = new Uint8Array(64).fill(7)
const all = { type: 'have', ranges: [{ first: chunkNo(0), count: CHUNKS }] } as const

/** An author whose payload is sealed, and who wants `of` whole copies of it kept. */
function sender (of = 1, transfer: Partial<StoredTransfer> = {}): PeerDriver {
  const driver = drivePeer()
  const pages = pagesOf([CHUNKS]).map((page) => ({ ...page, need: 1, of }))
  const init = { ...sendInit('held'), policy: { need: 1, of } } as StoredTransfer['init']
  driver.add({
    init, pages, head: headOf(0, true), have: haveBits(CHUNKS), sealedChunks: CHUNKS, sealedLast: true, ...transfer,
  })
  return driver
}

const name = (driver: PeerDriver, ...keepers: Hint[]): Effect[] =>
  driver.send({ type: 'set-keepers', privacy: 'direct', keepers })

function accept (driver: PeerDriver, { op, columns }: { op: number, columns: readonly number[] }): Effect[] {
  const answer = { accepted: true, columns, untilMs: driver.now.wall + 1e9 } as const
  return driver.send({ type: 'deposited', op: op as never, swarm: SWARM, answer })
}

/** The keeper comes, says what it keeps, and has it all: what it is asked then. */
function fetched (driver: PeerDriver, peer: string, columns: readonly number[]): { chan: ChanNo, out: Effect[] } {
  const chan = driver.join(peer)
  driver.frame(chan, { type: 'columns', columns, full: false })
  return { chan, out: driver.frame(chan, all) }
}

function answerProbes (driver: PeerDriver, out: readonly Effect[], outcome: 'same' | 'wrong' | 'failed'): Effect[] {
  return ofType(out, 'probe').flatMap(({ op }) => driver.send({ type: 'probed', op, swarm: SWARM, outcome }))
}

/** One keeper that holds the payload, as read back. */
function held (driver: PeerDriver, peer = 'keeper'): ChanNo {
  const [deposit] = ofType(name(driver, keeper(peer)), 'deposit')
  accept(driver, deposit!)
  const { chan, out } = fetched(driver, peer, [0])
  answerProbes(driver, out, 'same')
  return chan
}

describe('an author that wants its payload kept', () => {
  test('asks as many keepers as it wants copies, one column each, with the bytes of one', () => {
    const driver = sender(2)
    const deposits = ofType(name(driver, keeper('a'), keeper('bb'), keeper('ccc')), 'deposit')
    expect(deposits).toHaveLength(2)
    expect(deposits.flatMap(({ columns }) => columns).sort()).toEqual([0, 1])
    for (const { bytes } of deposits) expect(bytes).toBe(CHUNKS * CHUNK_BYTES)
  })

  test('asks nobody for a payload of which nobody wanted copies', () => {
    const driver = sender(1, { init: sendInit('received') })
    expect(ofType(name(driver, keeper('a')), 'deposit')).toEqual([])
    expect(driver.snapshot().holders).toBeNull()
  })

  test('counts a copy only when slices over the whole of it were read back', () => {
    const driver = sender()
    const [deposit] = ofType(name(driver, keeper('keeper')), 'deposit')
    accept(driver, deposit!)
    expect(driver.calls).toContain('want keeper known')
    const chan = driver.join('keeper')
    driver.frame(chan, { type: 'columns', columns: [0], full: false })
    driver.frame(chan, { type: 'have', ranges: [{ first: chunkNo(0), count: CHUNKS - 1 }] })
    expect(driver.snapshot().holders).toMatchObject({ held: 0, of: 1, mayLeave: false })
    const out = driver.frame(chan, { type: 'have', ranges: [{ first: chunkNo(CHUNKS - 1), count: 1 }] })
    const probes = ofType(out, 'probe')
    expect(probes.map(({ chunk }) => chunk)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(probes).toHaveLength(PROBE_SLICES)
    for (const { offset, length } of probes) expect(offset + length).toBeLessThanOrEqual(CHUNK_BYTES)
    answerProbes(driver, out.slice(0, -1), 'same')
    const last = answerProbes(driver, out, 'same')
    expect(driver.snapshot()).toMatchObject({
      phase: 'done', holders: { held: 1, mayLeave: true, verifiedAtMs: driver.now.wall },
    })
    expect(ofType(last, 'set-holders').at(-1)!.holders)
      .toEqual([{ ...keeper('keeper'), columns: [0], heldAtMs: driver.now.wall }])
  })

  test('tells Waku and every member who holds it, for who comes when everybody else is gone', () => {
    const driver = sender()
    held(driver)
    expect(driver.calls).toContain('holders keeper')
    driver.pass(3_600_000)
    driver.join('late')
    expect(framesOf(driver.joinEffects, 'peers').flatMap(({ peers }) => peers)).toEqual([keeper('keeper')])
  })

  test('knows after a restart who holds it', () => {
    const holders = [{ ...keeper('keeper'), columns: [0], heldAtMs: 1000 }]
    const driver = sender(1, { holders })
    expect(driver.snapshot().holders).toMatchObject({ held: 1, mayLeave: true, verifiedAtMs: 1000 })
    expect(ofType(name(driver, keeper('other')), 'deposit')).toEqual([])
  })

  test('bans a holder that gives other bytes, and has another one keep it', () => {
    const driver = sender()
    const [deposit] = ofType(name(driver, keeper('liar'), keeper('other')), 'deposit')
    accept(driver, deposit!)
    const { chan, out } = fetched(driver, deposit!.peer, [0])
    const after = answerProbes(driver, out, 'wrong')
    expect(ofType(after, 'leave')).toContainEqual({ type: 'leave', chan, reason: 'violation' })
    expect(ofType(after, 'deposit').map(({ peer }) => peer)).not.toContain(deposit!.peer)
    expect(ofType(after, 'deposit')).toHaveLength(1)
    expect(driver.snapshot().holders).toMatchObject({ held: 0, mayLeave: false })
  })

  test('leaves a holder that claims and never gives, and asks it only after others for a while', () => {
    const driver = sender()
    const [deposit] = ofType(name(driver, keeper('idle'), keeper('other')), 'deposit')
    accept(driver, deposit!)
    let { out } = fetched(driver, deposit!.peer, [0])
    for (let i = 0; i < 2; i++) {
      answerProbes(driver, out, 'failed')
      out = driver.pass(PROBE_RETRY_MS)
      expect(ofType(out, 'probe')).toHaveLength(PROBE_SLICES)
    }
    const [next] = ofType(answerProbes(driver, out, 'failed'), 'deposit')
    expect(next!.peer).not.toBe(deposit!.peer)
    // Another payload does not begin with it either.
    driver.send({ type: 'remove', swarm: SWARM })
    driver.add({ ...sealedAgain() })
    expect(driver.snapshot().holders!.keepers).toEqual([])
  })

  test('gives the column of a keeper that took it and never came to another', () => {
    const driver = sender()
    const [deposit] = ofType(name(driver, keeper('lost'), keeper('other')), 'deposit')
    accept(driver, deposit!)
    const [next] = ofType(driver.pass(HOLDER_PATIENCE_MS), 'deposit')
    expect(next!.peer).not.toBe(deposit!.peer)
  })

  test('asks a keeper that refused again when it said so, and nobody else meanwhile', () => {
    const driver = sender()
    const [deposit] = ofType(name(driver, keeper('full')), 'deposit')
    const answer = { accepted: false, reason: 'busy', retryMs: 5_000 } as const
    expect(ofType(driver.send({ type: 'deposited', op: deposit!.op, swarm: SWARM, answer }), 'deposit')).toEqual([])
    expect(ofType(driver.pass(4_999), 'deposit')).toEqual([])
    expect(ofType(driver.pass(2), 'deposit').map(({ peer }) => peer)).toEqual(['full'])
    expect(DEPOSIT_RETRY_MS).toBeGreaterThan(5_000)
  })

  test('reads back from a member that lends space of its own accord, too', () => {
    const driver = sender()
    const { out } = fetched(driver, 'lender', [0])
    answerProbes(driver, out, 'same')
    expect(driver.snapshot().holders).toMatchObject({ held: 1, keepers: [{ peer: 'lender', held: true }] })
  })
})

function sealedAgain (): Partial<StoredTransfer> {
  return { init: { ...sendInit('held'), policy: { need: 1, of: 1 } } as StoredTransfer['init'] }
}

/** A holder that has everything. */
function holder (payload: Parameters<typeof holdInit>[1] = {}, transfer: Partial<StoredTransfer> = {}): PeerDriver {
  const driver = drivePeer()
  const pages = pagesOf([CHUNKS], { receiptKeys: 1 })
  const whole = { pages, head: headOf(0, true), have: haveBits(CHUNKS), state: 'done' } as const
  driver.add({ init: holdInit([0], payload), ...whole, ...transfer })
  return driver
}

describe('a holder', () => {
  test('says what it keeps, gives it, and never signs a receipt', () => {
    const driver = holder()
    const chan = driver.join('reader')
    expect(framesOf(driver.joinEffects, 'columns')).toEqual([{ type: 'columns', columns: [0], full: false }])
    const items = [{ chunk: chunkNo(3), offset: 0, length: CHUNK_BYTES }]
    const asked = driver.frame(chan, { type: 'request', items })
    expect(ofType(asked, 'send-chunk')).toHaveLength(1)
    expect(ofType([...driver.joinEffects, ...asked], 'sign-receipt')).toEqual([])
    expect(driver.snapshot()).toMatchObject({ role: 'hold', phase: 'holding', keeping: { columns: [0] } })
  })

  test('fetches what it is to keep like anybody, and is done without a person', () => {
    const driver = drivePeer()
    driver.add({ init: holdInit([0]), pages: pagesOf([2]), head: headOf(0, true) })
    const chan = driver.join('author')
    driver.frame(chan, { type: 'have', ranges: [{ first: chunkNo(0), count: 2 }] })
    const finish: Effect[] = []
    for (const chunk of [0, 1].map(chunkNo)) {
      driver.send({ type: 'chunk-in', swarm: SWARM, chunk, senders: [chan] })
      finish.push(...driver.send({ type: 'kept', swarm: SWARM, chunk, outcome: 'ok' }))
    }
    expect(ofType(finish, 'finish')).toHaveLength(1)
    driver.send({ type: 'finished', swarm: SWARM })
    expect(driver.snapshot().phase).toBe('holding')
  })

  test('never touches Waku, for which it has no key', () => {
    const driver = drivePeer()
    driver.add({ init: holdInit([0]) })
    driver.pass(3_600_000)
    expect(driver.calls.filter((call) => call.includes('seek') || call.includes('activate'))).toEqual([])
  })

  test('drops it at once when all have it, having told who is there', () => {
    const driver = holder()
    const [told, other] = [driver.join('reader'), driver.join('other')]
    driver.frame(told, { type: 'receipt', receipt })
    const out = driver.send({ type: 'receipt-checked', swarm: SWARM, chan: told, ok: true, receipts: 1 })
    expect(framesOf(out, 'receipt', other)).toHaveLength(1)
    expect(ofType(out, 'ended')).toEqual([{ type: 'ended', swarm: SWARM, reason: 'received' }])
    expect(ofType(out, 'forget')).toHaveLength(1)
    expect(driver.peer.snapshot(SWARM)).toBeUndefined()
  })

  test('drops it when the author lets go of it, and passes that on', () => {
    const driver = holder()
    const [author, other] = [driver.join('author'), driver.join('other')]
    const check = driver.frame(author, { type: 'release', signature: release })
    expect(ofType(check, 'check-release')).toHaveLength(1)
    const out = driver.send({ type: 'release-checked', swarm: SWARM, chan: author, ok: true })
    expect(framesOf(out, 'release', other)).toEqual([{ type: 'release', signature: release }])
    expect(ofType(out, 'ended')).toEqual([{ type: 'ended', swarm: SWARM, reason: 'released' }])
    expect(ofType(out, 'forget')).toHaveLength(1)
  })

  test('does nothing about a forged release or receipt, and lets go of whoever sent it', () => {
    const driver = holder()
    const [liar, other] = [driver.join('liar'), driver.join('other liar')]
    driver.frame(liar, { type: 'release', signature: release })
    const first = driver.send({ type: 'release-checked', swarm: SWARM, chan: liar, ok: false })
    driver.frame(other, { type: 'receipt', receipt })
    const second = driver.send({ type: 'receipt-checked', swarm: SWARM, chan: other, ok: false, receipts: 0 })
    expect([...ofType(first, 'leave'), ...ofType(second, 'leave')]).toEqual([
      { type: 'leave', chan: liar, reason: 'violation' }, { type: 'leave', chan: other, reason: 'violation' },
    ])
    expect(ofType([...first, ...second], 'forget')).toEqual([])
    expect(driver.snapshot().phase).toBe('holding')
  })

  test('drops it when its time is up, though a deposit said longer: page 0 is what counts', () => {
    const driver = drivePeer()
    const [page] = pagesOf([CHUNKS])
    const keepUntilMs = driver.now.wall + 60_000
    driver.add({
      init: holdInit([0], { expiresAtMs: driver.now.wall + 1e9 }), pages: [{ ...page!, keepUntilMs }],
      head: headOf(0, true), have: haveBits(CHUNKS), state: 'done',
    })
    expect(ofType(driver.pass(59_999), 'forget')).toEqual([])
    const out = driver.pass(1)
    expect(ofType(out, 'ended')).toEqual([{ type: 'ended', swarm: SWARM, reason: 'expired' }])
    expect(ofType(out, 'forget')).toHaveLength(1)
  })

  test('looks for members when it was away, for who can say that it is over', () => {
    const driver = holder({ hints: [{ peer: 'author', addresses: ['/ip4/10.0.0.1/tcp/1'] }] })
    expect(driver.calls).toContain('want author reference')
    driver.pass(VISIT_MS)
    driver.calls.length = 0
    driver.send({ type: 'online', online: false })
    driver.send({ type: 'online', online: true })
    expect(VISIT_MS).toBeLessThan(60_000)
  })

  test('without a column named takes the one that the fewest keep', () => {
    const driver = drivePeer()
    const pages = pagesOf([CHUNKS]).map((page) => ({ ...page, need: 1, of: 3 }))
    driver.add({ init: holdInit([]), pages, head: headOf(0, true) })
    const out: Effect[] = []
    for (const [i, peer] of ['a', 'b'].entries()) {
      const chan = driver.join(peer)
      out.push(...driver.frame(chan, { type: 'columns', columns: [i * 2], full: false }))
    }
    out.push(...driver.pass(2_000))
    expect(ofType(out, 'set-columns')).toEqual([{ type: 'set-columns', swarm: SWARM, columns: [1] }])
  })
})

describe('who knows of holders', () => {
  test('goes only when all of them know that it is over', () => {
    const driver = sender()
    held(driver, 'keeper')
    const reader = driver.join('reader')
    driver.frame(reader, all)
    driver.frame(reader, { type: 'receipt', receipt })
    const out = driver.send({ type: 'receipt-checked', swarm: SWARM, chan: reader, ok: true, receipts: 1 })
    expect(ofType(out, 'leave')).toEqual([])
    const pings = framesOf(out, 'ping')
    expect(pings).toHaveLength(1)
    expect(driver.calls).not.toContain('deactivate')
    const chan = ofType(out, 'frame').find(({ frame }) => frame.type === 'ping')!.chan
    driver.frame(chan, { type: 'pong', token: pings[0]!.token })
    expect(driver.calls).toContain('deactivate')
    expect(ofType(driver.pass(HOLDERS_SAVE_MS), 'set-holders').at(-1)?.holders).toEqual([])
  })

  test('dials those who are away until they were told', () => {
    const holders = [{ ...keeper('keeper'), columns: [0], heldAtMs: 1000 }]
    const driver = sender(1, { holders, receiptsKept: [receipt], receipts: 1 })
    expect(driver.calls).toContain('want keeper known')
    driver.join('keeper')
    expect(framesOf(driver.joinEffects, 'receipt')).toHaveLength(1)
  })

  test('takes one that knows the payload no more as told', () => {
    const holders = [{ ...keeper('keeper'), columns: [0], heldAtMs: 1000 }]
    const driver = sender(1, { holders, receiptsKept: [receipt], receipts: 1 })
    const conn = driver.connect('keeper')
    driver.send({ type: 'join-refused', conn, swarm: SWARM })
    expect(ofType(driver.pass(HOLDERS_SAVE_MS), 'set-holders').at(-1)?.holders).toEqual([])
  })

  test('an author that lets go signs that once, and tells whoever is there or comes', () => {
    const driver = sender()
    const chan = held(driver, 'keeper')
    expect(ofType(driver.send({ type: 'release', swarm: SWARM }), 'sign-release')).toHaveLength(1)
    const out = driver.send({ type: 'release-signed', swarm: SWARM, signature: release })
    expect(framesOf(out, 'release', chan)).toHaveLength(1)
    driver.join('late')
    expect(framesOf(driver.joinEffects, 'release')).toHaveLength(1)
  })

  test('only an author can let go', () => {
    const driver = drivePeer()
    driver.add({ init: getInit(), pages: pagesOf([1]), have: haveBits(1), state: 'done' })
    expect(ofType(driver.send({ type: 'release', swarm: SWARM }), 'sign-release')).toEqual([])
  })
})
