import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeNetworkFile, type NetworkFile } from '../network/index.ts'
import { networkOf, wholeNumber, withHome, withNetwork, type NetworkOptions } from './network-options.ts'
import { oneOf } from './one-of.ts'

const network: NetworkFile = {
  version: 1,
  waku: { cluster: 42, shards: 1, nodes: ['/ip4/127.0.0.1/tcp/1/ws'] },
  relays: ['/ip4/127.0.0.1/tcp/2/ws']
}
const badOption: unknown = expect.objectContaining({ code: 'bad-option' })

let folder: string
let file: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passel-options-'))
  file = join(folder, 'network.json')
  await writeNetworkFile(file, network)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function parse (...args: string[]): NetworkOptions & { readonly home: string } {
  return withHome(withNetwork(new Command())).exitOverride().parse(args, { from: 'user' }).opts()
}

describe('the network', () => {
  test('is what the file says', async () => {
    expect(await networkOf(parse('--network', file))).toEqual(network)
  })

  test('takes single options in place of the file\'s', async () => {
    const options = parse('--network', file, '--relay', '/dns4/a/tcp/1', '--relay', '/dns4/b/tcp/1', '--cluster', '7')
    expect(await networkOf(options)).toEqual({
      ...network, waku: { ...network.waku, cluster: 7 }, relays: ['/dns4/a/tcp/1', '/dns4/b/tcp/1']
    })
  })

  test('can be given without a file', async () => {
    expect(await networkOf(parse('--waku', '/dns4/w/tcp/1', '--shards', '3'))).toEqual({
      version: 1, waku: { cluster: 1, shards: 3, nodes: ['/dns4/w/tcp/1'] }, relays: []
    })
  })

  test('must be given: the message says how', async () => {
    await expect(networkOf(parse())).rejects.toThrow(/--network FILE.*--waku.*--relay/)
    await expect(networkOf(parse())).rejects.toThrow(badOption)
  })

  test('of a file that is not there is refused', async () => {
    await expect(networkOf(parse('--network', join(folder, 'none.json')))).rejects.toMatchObject({ code: 'bad-option' })
  })
})

describe('numbers', () => {
  test.each([['0', 0], ['42', 42], ['9007199254740991', Number.MAX_SAFE_INTEGER]])('%s is one', (text, number) => {
    expect(wholeNumber(text)).toBe(number)
  })

  test.each(['-1', '1.5', 'many', '9007199254740992', 'Infinity', 'NaN'])('%s is refused by name', (text) => {
    expect(() => wholeNumber(text)).toThrow(badOption)
    expect(() => wholeNumber(text)).toThrow(`"${text}"`)
    expect(() => parse('--cluster', text)).toThrow(badOption)
  })
})

test('one of a few words is taken, any other is refused with the list', () => {
  const until = oneOf(['sealed', 'received', 'forever'])
  expect(until('sealed')).toBe('sealed')
  for (const word of ['', 'SEALED', 'never']) expect(() => until(word)).toThrow('not one of sealed, received, forever')
  expect(() => until('never')).toThrow(badOption)
})

test('a home is there even when nobody names one', () => {
  expect(parse().home).toMatch(/\.passel$/)
  expect(parse('--home', '/elsewhere').home).toBe('/elsewhere')
})
