/** The vectors in docs/vectors: what this code writes and reads is what PROTOCOL.md and other implementations say. */
import { createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { gcm } from '@noble/ciphers/aes.js'
import { describe, expect, test } from 'vitest'
import { chunkNo, swarmNo } from '../ids.ts'
import {
  bucketOf, chunkAad, chunkCid, chunkNonce, columnRows, concat, decodeFrames, decodeJournalHeader, decodePage,
  decodeRecords, decodeReference, deriveKeys, encodeFrame, encodePage, encodeReference, formatReference, headMessage,
  hintsMessage, JOURNAL_HEADER_BYTES, multiply, offsetsFollow, openMeta, openRecords, pageChunk, pageCid, pageFollows,
  pageSummary, parityNumber, parseReference, PLAIN_SCHEME, proof, rebuildRows, receiptMessage, receiptSeed,
  releaseMessage, sealMeta, sha256, swarmName, unpadChunk, type Head, type JournalRecord, type LastPage, type Matrix,
  type OpenedSignal, type PageContent, type PageMeta, type PayloadKeys, type Reference, type WireFrame,
} from './index.ts'
import { deriveSwarmId } from './keys.ts'

function load<Shape> (name: string): Shape {
  const text = readFileSync(new URL(`../../../../docs/vectors/${name}.json`, import.meta.url), 'utf8')
  return JSON.parse(text, (_, value: unknown) =>
    typeof value === 'string' && value.startsWith('hex:') ? new Uint8Array(Buffer.from(value.slice(4), 'hex')) : value
  ) as Shape
}

function verified (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const key = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey])
  return verify(null, message, createPublicKey({ key, format: 'der', type: 'spki' }), signature)
}

interface Failing { readonly why: string, readonly code: string }
type Bytes = Uint8Array

interface KeyVectors extends PayloadKeys {
  readonly secret: Bytes
  readonly receiptSeed: Bytes
  readonly buckets: readonly { of: number, bucket: number }[]
}

const keys = load<KeyVectors>('keys')

test('keys come from the secret', () => {
  const { secret, buckets, receiptSeed: seed, ...derived } = keys
  expect(deriveKeys(secret)).toEqual(derived)
  expect(deriveSwarmId(secret)).toEqual(derived.swarmId)
  expect(receiptSeed(secret)).toEqual(seed)
  for (const { of, bucket } of buckets) expect(bucketOf(keys.swarmKey, of)).toBe(bucket)
})

describe('references', () => {
  const vectors = load<{
    hintsMessage: Bytes
    valid: { reference: Reference, bytes: Bytes, text: string }[]
    valid_with_unknown_field: string
    invalid: (Failing & { text: string })[]
  }>('reference')

  test('are written and read', () => {
    for (const { reference, bytes, text } of vectors.valid) {
      expect(encodeReference(reference)).toEqual(bytes)
      expect(formatReference(reference)).toBe(text)
      expect(decodeReference(bytes)).toEqual(reference)
      expect(parseReference(text)).toEqual(reference)
    }
    expect(parseReference(vectors.valid_with_unknown_field).kind).toBe('file')
  })

  test('have hints that their author signed', () => {
    const { hints, relays, author, hintsSignature } = (vectors.valid[0] as typeof vectors.valid[0]).reference
    const message = hintsMessage(keys.swarmId, hints, relays)
    expect(message).toEqual(vectors.hintsMessage)
    expect(verified(author, message, hintsSignature as Bytes)).toBe(true)
  })

  test.each(vectors.invalid)('$why: $code', ({ text, code }) => {
    expect(() => parseReference(text)).toThrow(expect.objectContaining({ code }))
  })
})

interface ChunkVector {
  readonly chunk: number
  readonly nonce: Bytes
  readonly aad: Bytes
  readonly plainBytes: number
  readonly bytes: Bytes
  readonly digest: Bytes
  readonly cid: string
}

describe('a payload', () => {
  const vectors = load<{
    reference: string
    size: number
    sha256: Bytes
    pages: {
      content: PageContent
      meta: PageMeta
      block: Bytes
      cid: string
      head: Head & { message: Bytes }
      chunks: ChunkVector[]
    }[]
    receipt: { finalPage: Bytes, message: Bytes, signature: Bytes }
    release: { message: Bytes, signature: Bytes }
    parity: { content: PageContent, block: Bytes }
    parityNumbers: { stripe: number, row: number, rows: number, chunk: number }[]
  }>('payload')
  const { secret, author } = parseReference(vectors.reference)
  const { payloadKey, metaKey, swarmId } = deriveKeys(secret)

  test('has pages that are written and read, follow each other and are signed', () => {
    let last: LastPage | undefined
    for (const { content, meta, block, cid, head } of vectors.pages) {
      expect(encodePage(content)).toEqual(block)
      const page = decodePage(block)
      expect(page).toEqual(content)
      expect(sealMeta(metaKey, page.epoch, page.page, meta)).toEqual(page.meta)
      const summary = pageSummary(page, openMeta(metaKey, page.epoch, page.page, page.meta))
      expect(summary).toMatchObject(meta)
      expect(pageFollows(last, page)).toBe(true)
      expect(offsetsFollow(last?.summary, summary)).toBe(true)
      expect(sha256(block)).toEqual(head.digest)
      expect(pageCid(head.digest).toString()).toBe(cid)
      expect(headMessage(swarmId, head.page, head.digest, head.final)).toEqual(head.message)
      expect(verified(author, head.message, head.signature)).toBe(true)
      last = { summary, digest: head.digest, scheme: PLAIN_SCHEME, chunks: summary.first + summary.count }
    }
    expect(last?.summary).toMatchObject({ final: true, size: vectors.size })
  })

  test('has chunks that open to its plain bytes', () => {
    const plain = vectors.pages.flatMap(({ content, chunks }) => chunks.map((it, i) => {
      expect(pageChunk(content, i)).toEqual(sha256(it.bytes))
      expect(chunkCid(it.digest).toString()).toBe(it.cid)
      expect([chunkNonce(content.epoch, it.chunk), chunkAad(it.chunk)]).toEqual([it.nonce, it.aad])
      const opened = unpadChunk(gcm(payloadKey, it.nonce, it.aad).decrypt(it.bytes))
      expect(opened).toHaveLength(it.plainBytes)
      return opened
    }))
    expect(sha256(concat(...plain))).toEqual(vectors.sha256)
  })

  test('has receipts and a release', () => {
    const { receipt, release } = vectors
    const receiptKey = vectors.pages[0]?.content.policy?.receiptKeys[0] as Bytes
    expect(receiptMessage(swarmId, receipt.finalPage)).toEqual(receipt.message)
    expect(verified(receiptKey, receipt.message, receipt.signature)).toBe(true)
    expect(releaseMessage(swarmId, receipt.finalPage)).toEqual(release.message)
    expect(verified(author, release.message, release.signature)).toBe(true)
  })

  test('may have pages of parity', () => {
    expect(encodePage(vectors.parity.content)).toEqual(vectors.parity.block)
    expect(decodePage(vectors.parity.block)).toEqual(vectors.parity.content)
    for (const { stripe, row, rows, chunk } of vectors.parityNumbers) {
      expect(parityNumber(stripe, row, rows)).toBe(chunkNo(chunk))
    }
  })
})

describe('a stripe', () => {
  interface Stripe { need: number, of: number, factors: Bytes[], data: Bytes[], parity: Bytes[] }
  const { stripes, rebuilt } = load<{
    stripes: Stripe[]
    rebuilt: { need: number, of: number, there: number[], chunks: Bytes[], missing: number[], made: Bytes[] }
  }>('coding')
  const combined = (rows: Matrix, chunks: readonly Bytes[]): Bytes[] => rows.map((row) =>
    Uint8Array.from({ length: chunks[0]?.length ?? 0 }, (_, i) =>
      chunks.reduce((sum, chunk, column) => sum ^ multiply(row[column] ?? 0, chunk[i] ?? 0), 0)))

  test.each(stripes)('of $need of $of has parity made of its data', ({ need, of, factors, data, parity }) => {
    const rows = columnRows({ need, of }, parity.map((_, row) => need + row))
    expect(rows).toEqual(factors)
    expect(combined(rows, data)).toEqual(parity)
  })

  test('is whole again from any columns that are enough', () => {
    const { there, chunks, missing, made, ...scheme } = rebuilt
    expect(combined(rebuildRows(scheme, there, missing), chunks)).toEqual(made)
  })
})

describe('frames', () => {
  const vectors = load<{
    valid: { channel: number, frame: WireFrame, tail: Bytes, bytes: Bytes }[]
    skipped: { bytes: Bytes }
    invalid: { why: string, bytes: Bytes }[]
  }>('frames')

  test('are written and read, and unknown ones skipped', () => {
    for (const { channel, frame, tail, bytes } of vectors.valid) {
      expect(concat(...encodeFrame(channel, frame, tail.length > 0 ? tail : undefined))).toEqual(bytes)
    }
    const all = vectors.valid.map(({ channel, frame, tail }) => ({ channel, frame, tail }))
    expect(decodeFrames(concat(vectors.skipped.bytes, ...vectors.valid.map((it) => it.bytes)))).toEqual(all)
  })

  test.each(vectors.invalid)('$why', ({ bytes }) => {
    expect(() => decodeFrames(bytes)).toThrow(expect.objectContaining({ code: 'frame-malformed' }))
  })
})

test('a join has a name and two proofs', () => {
  interface Side { readonly id: Bytes }
  interface Join { readonly opener: Side, readonly listener: Side, readonly hour: number, readonly nonce: Bytes }
  const join = load<Join & { readonly name: Bytes, readonly dial: Bytes, readonly listen: Bytes }>('join')
  const { opener, listener } = join
  expect(swarmName(keys.swarmId, listener.id, join.hour)).toEqual(join.name)
  for (const role of ['dial', 'listen'] as const) {
    expect(proof(keys.linkKey, role, join.name, join.nonce, opener.id, listener.id)).toEqual(join[role])
  }
})

test('signals are read by members of their swarm', () => {
  const { message, opened } = load<{ message: Bytes, opened: Omit<OpenedSignal<unknown>, 'swarm'>[] }>('signals')
  const member = { keys }
  expect(openRecords(message, [member])).toEqual(opened.map((signal) => ({ swarm: member, ...signal })))
  expect(opened).toHaveLength(2)
})

test('a journal is read up to its torn record', () => {
  const { file, generation, records, wholeBytes } =
    load<{ file: Bytes, generation: number, records: JournalRecord[], wholeBytes: number }>('journal')
  expect(decodeJournalHeader(file)).toBe(generation)
  const found: JournalRecord[] = []
  expect(decodeRecords(file, JOURNAL_HEADER_BYTES, (record) => found.push(record))).toBe(wholeBytes)
  expect(found).toEqual(records.map(({ swarm, record }) => ({ swarm: swarmNo(swarm), record })))
})
