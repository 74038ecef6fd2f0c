import { expect, test } from 'vitest'
import { u32 } from '../../pure/bytes.ts'
import { sha256 } from '../../pure/cid.ts'
import { SeenHashes } from './seen.ts'

const hash = (i: number): Uint8Array => sha256(u32(i))

test('a hash is new once', () => {
  const seen = new SeenHashes(100_000)
  for (let i = 0; i < 20_000; i++) expect(seen.add(hash(i))).toBe(true)
  for (let i = 0; i < 20_000; i++) expect(seen.add(hash(i))).toBe(false)
})

test('a hash that begins with zeros is a hash', () => {
  const seen = new SeenHashes(100)
  expect(seen.add(new Uint8Array(32))).toBe(true)
  expect(seen.add(new Uint8Array(32))).toBe(false)
})

test('the oldest are forgotten when there are too many, never the newest half', () => {
  const seen = new SeenHashes(1_000)
  for (let i = 0; i < 5_000; i++) seen.add(hash(i))
  expect(seen.add(hash(0))).toBe(true)
  for (let i = 4_600; i < 5_000; i++) expect(seen.add(hash(i))).toBe(false)
})
