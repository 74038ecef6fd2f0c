import { describe, expect, test } from 'vitest'
import { hourOf, proof, sameProof, swarmName } from './index.ts'

const key = new Uint8Array(32).fill(1)
const [name, nonce] = [new Uint8Array(32).fill(2), new Uint8Array(32).fill(3)]
const [idA, idB] = [new Uint8Array(38).fill(4), new Uint8Array(34).fill(5)]

describe('a proof of membership', () => {
  const good = proof(key, 'dial', name, nonce, idA, idB)

  test('is the same for both sides', () => {
    expect(sameProof(good, proof(key, 'dial', name, nonce, idA, idB))).toBe(true)
  })

  test.each<[string, Uint8Array]>([
    ['reflected', proof(key, 'listen', name, nonce, idA, idB)],
    ['of another key', proof(name, 'dial', name, nonce, idA, idB)],
    ['an answer to another opening', proof(key, 'dial', name, name, idA, idB)],
    ['under another hour\'s name', proof(key, 'dial', nonce, nonce, idA, idB)],
    ['with name and nonce exchanged', proof(key, 'dial', nonce, name, idA, idB)],
    ['forwarded by somebody else', proof(key, 'dial', name, nonce, idB, idB)],
    ['cut short', good.subarray(0, 31)],
    ['empty', new Uint8Array(0)],
  ])('%s is none', (_, other) => {
    expect(sameProof(good, other)).toBe(false)
  })

  test('does not confuse where one id ends and the next begins', () => {
    const whole = new Uint8Array(40).fill(7)
    expect(proof(key, 'dial', name, nonce, whole.subarray(0, 10), whole.subarray(10)))
      .not.toEqual(proof(key, 'dial', name, nonce, whole.subarray(0, 20), whole.subarray(20)))
  })
})

test('a swarm has another name for each listener and each hour', () => {
  const names = [swarmName(key, idA, 1), swarmName(key, idB, 1), swarmName(key, idA, 2), swarmName(name, idA, 1)]
  expect(new Set(names.map(String)).size).toBe(4)
  expect([hourOf(0), hourOf(3_599_999), hourOf(3_600_000)]).toEqual([0, 0, 1])
})
