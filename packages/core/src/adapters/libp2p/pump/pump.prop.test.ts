import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chunkNo, swarmNo } from '../../../ids.ts'
import type { LinkListener } from '../../../ports.ts'
import { concat } from '../../../pure/bytes.ts'
import { encodeFrame } from '../../../pure/frame-codec.ts'
import { CLOSE_REASONS, type WireFrame } from '../../../pure/frame.ts'
import { createSystem } from '../../system/system.ts'
import { createLinks, type FarEnd } from './links.ts'

const SELF = new Uint8Array(34).fill(1)
const FAR: FarEnd = {
  peer: 'somebody',
  id: new Uint8Array(34).fill(2),
  path: 'direct',
  limited: false,
  dialled: false,
  windowMaxBytes: 1,
  address: '',
}

/** A link with one swarm and two connections; strangers write on the first. */
function link () {
  const told: string[] = []
  const troubles: unknown[] = []
  const listener = new Proxy({} as LinkListener, {
    get: (_, name) => (...given: unknown[]) => { told.push(`${String(name)} ${String(given[0])}`) },
  })
  const links = createLinks({
    system: { ...createSystem(), alarm: () => () => undefined },
    listener,
    selfId: SELF,
    trouble: (error) => { troubles.push(error) },
  })
  links.admit({ swarm: swarmNo(0), swarmId: new Uint8Array(32), linkKey: new Uint8Array(32).fill(9) })
  const connect = () => {
    let sent = 0
    const wire = { send: () => ++sent < 1e6, close: () => undefined, abort: () => undefined }
    return links.attach(wire, FAR, () => { told.push('gone') })
  }
  const [stranger, friend] = [connect(), connect()]
  told.length = 0
  return { stranger, friend, told, troubles, violations: links.violations }
}

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 })

/** Frames that have a right form; whether they have a right to come is another matter. */
const frame: fc.Arbitrary<{ frame: WireFrame, tail?: Uint8Array }> = fc.oneof(
  fc.record({ name: bytes32, nonce: bytes32, mac: bytes32 }).map((it) => ({ frame: { type: 'open' as const, ...it } })),
  bytes32.map((mac) => ({ frame: { type: 'proof' as const, mac } })),
  fc.constantFrom(...CLOSE_REASONS).map((reason) => ({ frame: { type: 'close' as const, reason } })),
  fc.nat(1000).map((token) => ({ frame: { type: 'ping' as const, token } })),
  fc.nat(1000).map((chunk) => {
    return { frame: { type: 'data' as const, chunk: chunkNo(chunk), offset: 0 }, tail: new Uint8Array(9) }
  }),
)

describe('a stranger', () => {
  test('who sends any bytes, however cut, costs its own connection at most', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 20 }), (pieces) => {
      const { stranger, friend, told, troubles } = link()
      for (const piece of pieces) stranger.data(piece)
      expect(['', 'gone,connDown 0']).toContain(told.join())
      expect(troubles).toEqual([])
      const bytes = new Uint8Array(32)
      friend.data(concat(...encodeFrame(1, { type: 'open', name: bytes, nonce: bytes, mac: bytes })))
      expect(told).not.toContain('connDown 1')
    }))
  })

  test('who sends frames of any kind in any order is never joined nor heard', () => {
    const step = fc.record({ channel: fc.nat(12), it: frame })
    fc.assert(fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const { stranger, told, troubles, violations } = link()
      for (const { channel, it } of steps) stranger.data(concat(...encodeFrame(channel, it.frame, it.tail)))
      expect(['', 'gone,connDown 0']).toContain(told.join())
      expect(troubles).toEqual([])
      expect(violations.has('internal')).toBe(false)
    }))
  })
})
