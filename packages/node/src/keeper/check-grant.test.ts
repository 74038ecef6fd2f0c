import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSystem } from '@passel/core/system'
import { parseGrant } from '@passel/core/pure'
import { checkGrant } from './check-grant.ts'
import { operatorKey, readOperator } from './operator-key.ts'

const TERMS = { bytes: 5_000, untilMs: 1_800_000_000_000, peer: '12D3KooWPeer' }
let folder: string
let operators: Uint8Array[]
let token: Uint8Array<ArrayBuffer>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'passel-grant-'))
  const [one, two] = await Promise.all(['one', 'two'].map(async (name) => await operatorKey(join(folder, name))))
  operators = await Promise.all([one!, two!].map(async (key) => await readOperator(key.publicKey)))
  token = parseGrant(await two!.grant(TERMS))
})
afterAll(async () => await rm(folder, { recursive: true }))

const check = async (given: Uint8Array | undefined, keys = operators): ReturnType<typeof checkGrant> =>
  await checkGrant(given, keys, createSystem())

test('a grant of any operator that the keeper trusts is good for what it says', async () => {
  expect(await check(token)).toEqual({ id: expect.stringMatching(/^[0-9a-f]{32}$/), ...TERMS })
  expect(await check(undefined)).toBeUndefined()
})

test('two grants with the same terms are counted apart', async () => {
  const key = await operatorKey(join(folder, 'two'))
  const [a, b] = await Promise.all([1, 2].map(async () => await check(parseGrant(await key.grant(TERMS)))))
  expect(a).not.toEqual(b)
})

test('a grant of somebody else, a changed one, and what is none are forged', async () => {
  expect(await check(token, operators.slice(0, 1))).toBe('forged')
  expect(await check(token, [])).toBe('forged')
  expect(await check(new Uint8Array([1, 2, 3]))).toBe('forged')
  for (let at = 0; at < token.length; at++) {
    const changed = token.slice()
    changed[at]! ^= 1
    expect([at, await check(changed)]).toEqual([at, 'forged'])
  }
})

test('an operator is told by digits or by a file with them', async () => {
  const { publicKey } = await operatorKey(join(folder, 'one'))
  const file = join(folder, 'one.pub')
  await writeFile(file, `${publicKey}\n`)
  expect(await readOperator(file)).toEqual(operators[0])
  await expect(readOperator('abc')).rejects.toMatchObject({ code: 'bad-option' })
  await expect(readOperator(join(folder, 'one'))).rejects.toMatchObject({ code: 'bad-option' })
})
