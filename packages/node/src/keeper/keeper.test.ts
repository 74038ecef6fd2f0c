/** A keeper and its depositors in one process, over TCP on loopback. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Address, Engine, LinkListener, SendOptions, Transfer } from '@passel/core'
import { deriveKeys, parseGrant, type DepositAnswer, type DepositRequest } from '@passel/core/pure'
import { createEngine } from '../engine.ts'
import { createNodeLink } from '../libp2p/index.ts'
import { startRelay } from '../relay/index.ts'
import { createKeeper, operatorKey, readOperator, type Keeper, type KeeperOptions } from './index.ts'

const LOOPBACK = ['/ip4/127.0.0.1/tcp/0']
const NETWORK = { version: 1, waku: { cluster: 1, shards: 8, nodes: [] }, relays: [] } as const
const FILE_BYTES = 1_500_000

let folder: string
let closers: (() => Promise<void>)[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passel-keeper-'))
  closers = []
})
afterEach(async () => {
  await Promise.all(closers.map(async (close) => await close()))
  await rm(folder, { recursive: true })
})

async function openKeeper (options: Partial<KeeperOptions> = {}): Promise<Keeper> {
  const keeper = await createKeeper({ home: join(folder, 'keeper'), listen: LOOPBACK, ...options })
  closers.push(keeper.stop)
  return keeper
}

/** Sends a file, for keepers to hold. */
async function deposit (
  name: string, keepers: readonly Address[], given: { grant?: Uint8Array } & SendOptions = {},
): Promise<{ engine: Engine, transfer: Transfer }> {
  const { grant, ...options } = given
  const engine = await createEngine({
    home: join(folder, name), network: NETWORK, signals: null, listen: LOOPBACK, keepers,
    ...(grant !== undefined && { keeperGrant: grant }),
  })
  closers.push(async () => await engine.close())
  await engine.warm('direct', AbortSignal.abort())
  const path = join(folder, `${name}.in`)
  await writeFile(path, randomBytes(FILE_BYTES))
  return { engine, transfer: await engine.send({ kind: 'path', path }, { until: 'held', ...options }) }
}

/** A peer that speaks to keepers by hand. */
async function stranger (): Promise<(keeper: Keeper, request: DepositRequest) => Promise<DepositAnswer>> {
  const listener = new Proxy({} as LinkListener, { get: () => () => undefined })
  const link = await createNodeLink({ privacy: 'direct', listener })
  closers.push(async () => await link.close())
  return async (keeper, request) => {
    const [address = ''] = keeper.addresses()
    const peer = address.slice(address.lastIndexOf('/') + 1)
    return await link.deposit(peer, [address], request, AbortSignal.timeout(9_000))
  }
}

const requestOf = (change: Partial<DepositRequest['payload']> = {}, bytes = 1_000): DepositRequest => ({
  payload: {
    swarmKey: randomBytes(32), author: randomBytes(32), privacy: 'direct', kind: 'file', hints: [], relays: [],
    ...change,
  },
  columns: [0],
  bytes,
})
const answers = (keeper: Keeper): Record<string, number> =>
  Object.fromEntries(keeper.status().counts.filter(({ name }) => name === 'deposits').map((it) => [it.label, it.count]))

test('a payload outlives its sender, and the keeper a restart', async () => {
  let keeper = await openKeeper()
  const { engine, transfer } = await deposit('author', keeper.addresses())
  await transfer.done()
  await engine.close()
  const listen = keeper.addresses().map((address) => address.slice(0, address.indexOf('/p2p/')))
  await keeper.stop()
  keeper = await openKeeper({ listen })
  expect(keeper.status().usage).toMatchObject({ leases: 1 })
  const reader = await createEngine({ home: join(folder, 'reader'), network: NETWORK, signals: null })
  closers.push(async () => await reader.close())
  const copy = await reader.receive(transfer.text)
  await copy.done()
  expect((await (await copy.blob()).bytes()).length).toBe(FILE_BYTES)
  await vi.waitFor(() => expect(keeper.status().usage).toEqual({ leases: 0, bytes: 0, commonBytes: 0, keptBytes: 0 }))
})

test('grants are good from the operator alone, in their time, for their peer, and for their bytes', async () => {
  const key = await operatorKey(join(folder, 'operator'))
  const other = await operatorKey(join(folder, 'other'))
  const keeper = await openKeeper({ operators: [await readOperator(key.publicKey)], rules: { commonBytes: 0 } })
  const ask = await stranger()
  const soon = Date.now() + 3_600_000
  const said = async (grant: Promise<string> | undefined, bytes = 1_000): Promise<string> => {
    const token = grant && parseGrant(await grant)
    const answer = await ask(keeper, { ...requestOf({}, bytes), ...(token !== undefined && { grant: token }) })
    return answer.accepted ? 'accepted' : answer.reason
  }
  const good = key.grant({ bytes: 1_000_000, untilMs: soon })
  expect(await said(undefined)).toBe('grant-needed')
  expect(await said(other.grant({ bytes: 1_000_000, untilMs: soon }))).toBe('grant-forged')
  expect(await said(key.grant({ bytes: 1_000_000, untilMs: Date.now() - 1 }))).toBe('grant-expired')
  expect(await said(key.grant({ bytes: 1_000_000, untilMs: soon, peer: '12D3KooWAnother' }))).toBe('grant-of-another')
  expect(await said(good, 600_000)).toBe('accepted')
  expect(await said(good, 600_000)).toBe('grant-used')
  expect(keeper.status().usage.leases).toBe(1)
})

test('a disk that is nearly full refuses what is new, and what was promised comes and is given', async () => {
  let freeBytes = 10_000_000
  const keeper = await openKeeper({ freeBytes: async () => freeBytes, rules: { spareDiskBytes: 1_000_000 } })
  const { transfer } = await deposit('first', keeper.addresses())
  await transfer.done()
  freeBytes = 1_000_000
  await vi.waitFor(() => expect(keeper.status().freeBytes).toBe(freeBytes), { timeout: 10_000 })
  const ask = await stranger()
  expect(await ask(keeper, requestOf())).toMatchObject({ accepted: false, reason: 'disk-full' })
  expect(keeper.status().usage.leases).toBe(1)
  const reader = await createEngine({ home: join(folder, 'reader'), network: NETWORK, signals: null })
  closers.push(async () => await reader.close())
  await (await reader.receive(transfer.text)).done()
}, 30_000)

test('pages that another key signed are not kept, and their giver is hung up on', async () => {
  const { transfer } = await deposit('author', [], { until: 'forever' })
  const { author, hints, secret } = transfer.reference
  const { swarmKey } = deriveKeys(secret)
  const ask = await stranger()
  const deceived = await openKeeper()
  const forged = { swarmKey, hints, author: author.map((byte) => byte ^ 1) }
  expect(await ask(deceived, requestOf(forged, 2_000_000))).toMatchObject({ accepted: true })
  expect(await ask(deceived, requestOf({ ...forged, author }, 2_000_000))).toMatchObject({ reason: 'author-differs' })
  await vi.waitFor(() => {
    expect(deceived.status().counts).toContainEqual({ name: 'violations', label: 'blamed', count: 1 })
  }, { timeout: 10_000 })
  expect(deceived.status().usage).toMatchObject({ leases: 1, keptBytes: 0 })

  const told = await openKeeper({ home: join(folder, 'told') })
  await ask(told, requestOf({ swarmKey, hints, author }, 2_000_000))
  await vi.waitFor(() => expect(told.status().usage.keptBytes).toBeGreaterThan(FILE_BYTES), { timeout: 10_000 })
}, 30_000)

test('what expired, and what is of another class than its connection, is refused', async () => {
  const keeper = await openKeeper()
  const ask = await stranger()
  expect(await ask(keeper, requestOf({ expiresAtMs: Date.now() - 1 }))).toMatchObject({ reason: 'expired' })
  expect(await ask(keeper, requestOf({ privacy: 'relayed' }))).toMatchObject({ reason: 'refused' })
  expect(answers(keeper)).toEqual({ expired: 1, refused: 1 })
})

test('a keeper that drains says so, and ends', async () => {
  const keeper = await openKeeper()
  const ask = await stranger()
  const drained = keeper.drain()
  expect(await ask(keeper, requestOf())).toMatchObject({ reason: 'draining' })
  expect(keeper.status().draining).toBe(true)
  await drained
  await expect(ask(keeper, requestOf())).rejects.toMatchObject({ name: 'DialError' })
}, 30_000)

test('who comes through a relay of the same operator is refused: the two together would see both ends', async () => {
  const relay = await startRelay()
  closers.push(relay.stop)
  const [relays, id = ''] = [relay.addresses.slice(0, 1), relay.addresses[0]?.split('/').at(-1)]
  const ask = await stranger()
  const askThrough = async (keeper: Keeper): Promise<DepositAnswer> => {
    const circuit = (): Address | undefined => keeper.addresses().find((address) => address.includes('/p2p-circuit'))
    await vi.waitFor(() => expect(circuit()).toBeDefined(), { timeout: 10_000 })
    return await ask({ ...keeper, addresses: () => [circuit()!] }, requestOf())
  }
  const ours = await openKeeper({ listen: [], relays, ownRelays: [id] })
  expect(await askThrough(ours)).toEqual({ accepted: false, reason: 'refused' })
  const theirs = await openKeeper({ home: join(folder, 'theirs'), listen: [], relays })
  expect(await askThrough(theirs)).toMatchObject({ accepted: true })
}, 30_000)
