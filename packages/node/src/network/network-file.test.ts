import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { errorCode } from '@passel/core'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { readNetworkFile, writeNetworkFile, type NetworkFile } from './network-file.ts'

const NETWORK: NetworkFile = {
  version: 1,
  waku: { cluster: 4242, shards: 8, nodes: ['/ip4/127.0.0.1/tcp/9000/ws'] },
  relays: ['/ip4/127.0.0.1/tcp/9001/ws']
}

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passel-network-file-'))
  path = join(folder, 'network.json')
  onTestFinished(() => rm(folder, { recursive: true }))
})

test('what was written is read again, and nothing else is left in the folder', async () => {
  await writeNetworkFile(path, NETWORK)
  await writeNetworkFile(path, NETWORK)
  expect(await readNetworkFile(path)).toEqual(NETWORK)
  expect(await readdir(folder)).toEqual(['network.json'])
})

test('a missing file is a bad option, with the command that makes one', async () => {
  const message: unknown = expect.stringContaining(`passel dev --network ${path}`)
  await expect(readNetworkFile(path)).rejects.toMatchObject({ code: 'bad-option', message })
})

test('a file that is not there yet is waited for', async () => {
  const reading = readNetworkFile(path, { waitMs: 10_000 })
  await writeNetworkFile(path, NETWORK)
  expect(await reading).toEqual(NETWORK)
})

test('waiting ends with the signal', async () => {
  const abort = new AbortController()
  const reading = readNetworkFile(path, { waitMs: 10_000, signal: abort.signal })
  abort.abort()
  await expect(reading).rejects.toMatchObject({ code: 'canceled' })
})

test.for<[string, unknown]>([
  ['not JSON', '{'],
  ['a list', []],
  ['a newer version', { ...NETWORK, version: 2 }],
  ['no Waku', { ...NETWORK, waku: undefined }],
  ['a cluster beyond 16 bits', { ...NETWORK, waku: { ...NETWORK.waku, cluster: 65_536 } }],
  ['no shards', { ...NETWORK, waku: { ...NETWORK.waku, shards: 0 } }],
  ['a node that is no multiaddr', { ...NETWORK, waku: { ...NETWORK.waku, nodes: ['http://example.org'] } }],
  ['relays that are no list', { ...NETWORK, relays: '/ip4/127.0.0.1/tcp/1' }],
  ['more than anybody writes', ' '.repeat(300_000)]
])('%s is refused as a bad option that names the file', async ([, content]) => {
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
  const error = await readNetworkFile(path).catch((reason: unknown) => reason)
  expect(errorCode(error)).toBe('bad-option')
  expect(String(error)).toContain(`${path} is not a network file`)
})

test('a folder that cannot be written to is an io error', async () => {
  await writeFile(path, '')
  await expect(writeNetworkFile(join(path, 'below.json'), NETWORK)).rejects.toMatchObject({ code: 'io' })
})
