import { describe, expect, test } from 'vitest'
import { deriveKeys, openRecords, packRecords, toHex, type SignalBody, type SignalToSend } from './index.ts'

const peer = `12D3KooW${'q'.repeat(44)}`
const other = 'QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N'
const relayId = `12D3KooW${'r'.repeat(44)}`
const circuit = (host: string): string =>
  `/dns4/${host}.relay.example.org/tcp/443/wss/p2p/${relayId}/p2p-circuit/p2p/${peer}`
const from = { peer, addresses: [circuit('one'), circuit('two')] }
const swarm = (n: number) => ({ n, keys: deriveKeys(new Uint8Array(32).fill(n)) })
const random = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 197 + 91) & 255)

const NOW = 1_800_000_000_000
let nonces = 0
function record (n: number, body: SignalBody): SignalToSend {
  const nonce = new Uint8Array(12).fill(++nonces)
  return { keys: swarm(n).keys, nonce, id: new Uint8Array(8).fill(n), sentAtMs: NOW + n, body }
}

const failed = [other, 'not-base58-0OIl']
const seek: SignalBody = { type: 'seek', from, attempt: 3, failed, expiresAtMs: NOW + 86_400_000 }
const offer: SignalBody = { type: 'offer', from, answers: '00112233445566ff', haveAll: true }
const holders: SignalBody = { type: 'holders', holders: [{ peer: other, addresses: ['/ip4/192.0.2.1/tcp/4001'] }] }

describe('a message of signals', () => {
  test('gives members their records and nobody else anything', () => {
    const message = packRecords([record(1, seek), record(2, offer), record(3, holders)], random)
    const mine = [swarm(9), swarm(3), swarm(1)]
    expect(openRecords(message, mine)).toEqual([
      { swarm: mine[2], id: toHex(new Uint8Array(8).fill(1)), sentAtMs: NOW + 1, body: seek },
      { swarm: mine[1], id: toHex(new Uint8Array(8).fill(3)), sentAtMs: NOW + 3, body: holders },
    ])
    expect(openRecords(message, [swarm(9)])).toEqual([])
    expect(openRecords(message, [])).toEqual([])
  })

  test('has 1 or 2 KiB, however much it says', () => {
    for (const [records, bytes] of [[1, 1024], [2, 1024], [3, 2048], [4, 2048]] as const) {
      expect(packRecords(Array.from({ length: records }, () => record(1, offer)), random)).toHaveLength(bytes)
    }
    expect(() => packRecords([], random)).toThrow(RangeError)
    expect(() => packRecords(Array.from({ length: 5 }, () => record(1, offer)), random)).toThrow(RangeError)
  })

  test('leaves out what does not fit, the least useful first', () => {
    const there = (body: SignalBody): unknown =>
      openRecords(packRecords([record(1, body)], random), [swarm(1)])[0]?.body
    const all = { ...seek, failed: Array.from({ length: 32 }, () => other) }
    const addresses = ['one', 'two', 'three', 'four'].map(circuit)
    expect(there({ ...all, from: { peer, addresses } }))
      .toEqual({ ...all, from: { peer, addresses: addresses.slice(0, 2) }, failed: all.failed.slice(0, 4) })
    const near = { peer, addresses: [circuit('one')] }
    expect(there({ type: 'holders', holders: Array.from({ length: 9 }, () => from) }))
      .toEqual({ type: 'holders', holders: [near, near] })
  })

  test('of another protocol, cut or changed gives nothing', () => {
    const message = packRecords([record(1, seek)], random)
    expect(openRecords(random(100), [swarm(1)])).toEqual([])
    expect(openRecords(message.subarray(0, 511), [swarm(1)])).toEqual([])
    for (let i = 0; i < 512; i += 7) {
      const changed = message.slice()
      changed[i] = (changed[i] as number) ^ 1
      expect(openRecords(changed, [swarm(1)])).toEqual([])
    }
  })
})
