import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { formatReference } from '@passel/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeNetworkFile } from '../network/index.ts'

const PASSEL = fileURLToPath(new URL('../../bin/passel.mjs', import.meta.url))
const SECRET = new Uint8Array(32).fill(0x5a)
const REFERENCE = formatReference({
  version: 1,
  kind: 'file',
  privacy: 'direct',
  secret: SECRET,
  author: new Uint8Array(32),
  name: 'photo.jpg',
  size: 1_234_567,
  hints: [],
  relays: []
})

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passel-cli-'))
  // Nobody is there; what is tested here fails before anybody is needed.
  const relays = ['/ip4/127.0.0.1/tcp/1/ws/p2p/12D3KooWGRYZDHBembyGJQqQ6WgLqJWYNjnECJwGBnCg8vbCeo8F']
  await writeNetworkFile(join(folder, 'n.json'), { version: 1, waku: { cluster: 1, shards: 1, nodes: [] }, relays })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Ended { readonly code: number | string | null | undefined, readonly out: string, readonly err: string }

function passel (...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [PASSEL, ...args], { timeout: 25_000, cwd: folder }, (error, out, err) => {
      resolve({ code: error === null ? 0 : error.code, out, err })
    })
  })
}

// Each of these spends its time on starting a process.
describe.concurrent('wrong use', () => {
  test.for<[string, string[], number, RegExp]>([
    ['no command', [], 2, /Usage: passel/],
    ['an unknown command', ['juggle'], 2, /unknown command 'juggle'/],
    ['an unknown option', ['get', REFERENCE, '--juggle'], 2, /unknown option '--juggle'/],
    ['a number that is none', ['send', 'x', '--upload', 'fast'], 2, /"fast" is not a whole number/],
    ['no network', ['get', REFERENCE, '--home', 'home'], 2, /--network FILE/],
    ['a folder instead of a file', ['send', '.', '--network', 'n.json', '--home', 'a'], 2, /is not a file/],
    ['a reference of something else', ['get', 'https://example.org', '--network', 'n.json'], 3, /begins with passel:/],
    ['a reference cut short', ['inspect', REFERENCE.slice(0, -9)], 3, /reference/],
    ['a network file that is none', ['get', REFERENCE, '--network', 'x.json', '--home', 'b'], 2, /no network file at/],
    ['a file that is not there', ['send', 'x.mp4', '--network', 'n.json', '--home', 'c'], 6, /cannot read .*x\.mp4/]
  ])('%s is told on stderr and by the exit code', async ([, args, code, message]) => {
    const ended = await passel(...args)
    expect(ended.err).toMatch(message)
    expect(ended.err).not.toMatch(/\n {4}at /) // no stack: a person reads this
    expect(ended).toMatchObject({ code, out: '' })
  })
})

describe('help', () => {
  test('ends well and lists every exit code', async () => {
    const { code, out } = await passel('--help')
    expect(code).toBe(0)
    for (const exit of [0, 1, 2, 3, 4, 5, 6, 130]) expect(out).toMatch(new RegExp(`[ :]${exit} \\w`))
  })
})

describe('inspect', () => {
  test('says what a reference says, and never its secret', async () => {
    const plain = await passel('inspect', REFERENCE)
    expect(plain.code).toBe(0)
    expect(plain.out).toMatch(/photo\.jpg/)
    expect(plain.out).toMatch(/1\.23 MB/)
    const json = await passel('inspect', REFERENCE, '--json')
    expect(JSON.parse(json.out)).toMatchObject({ name: 'photo.jpg', size: 1_234_567, kind: 'file', privacy: 'direct' })
    for (const { out } of [plain, json]) {
      expect(out).not.toContain(Buffer.from(SECRET).toString('hex'))
      expect(out).not.toContain(Buffer.from(SECRET).toString('base64url'))
      expect(out).not.toContain(REFERENCE)
    }
  })
})

describe('a home', () => {
  test('that is new has no transfers, for people and for machines', async () => {
    const home = join(folder, 'fresh')
    expect(await passel('ls', '--home', home)).toMatchObject({ code: 0, out: '', err: 'No transfers.\n' })
    expect(await passel('ls', '--home', home, '--json')).toEqual({ code: 0, out: '', err: '' })
  })

  test('forgets no transfer that it does not have', async () => {
    const ended = await passel('rm', '7', '--home', join(folder, 'fresh'))
    expect(ended).toMatchObject({ code: 1, err: 'passel: no transfer 7: see `passel ls`\n' })
  })

  test('exports nothing that it does not have, and leaves no file', async () => {
    const car = join(folder, 'out.car')
    const ended = await passel('export', REFERENCE, '--car', car, '--home', join(folder, 'fresh'))
    expect(ended).toMatchObject({ code: 1, out: '' })
    expect(ended.err).toMatch(/get it first/)
  })
})
