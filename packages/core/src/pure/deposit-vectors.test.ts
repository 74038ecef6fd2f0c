/** What docs/vectors says of deposits and grants. */
import { createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { errorCode } from '../errors.ts'
import { MAX_DEPOSIT_BYTES } from '../limits.ts'
import {
  decodeDepositAnswer, decodeDepositRequest, decodeGrant, encodeDepositAnswer, encodeDepositRequest, encodeGrant,
  encodeGrantTerms, formatGrant, parseGrant, type DepositAnswer, type DepositRequest, type Grant,
} from './index.ts'

type Bytes = Uint8Array
interface Wrong { readonly why: string, readonly bytes: Bytes }

const text = readFileSync(new URL('../../../../docs/vectors/deposit.json', import.meta.url), 'utf8')
const vectors = JSON.parse(text, (_, value: unknown) =>
  typeof value === 'string' && value.startsWith('hex:') ? new Uint8Array(Buffer.from(value.slice(4), 'hex')) : value
) as {
  operator: Bytes
  grants: { grant: Grant, message: Bytes, token: Bytes, text: string }[]
  requests: { request: DepositRequest, bytes: Bytes }[]
  answers: { answer: DepositAnswer, bytes: Bytes }[]
  laterReason: Wrong
  invalidRequests: Wrong[]
  invalidAnswers: Wrong[]
}

function codeOf (read: () => unknown): string {
  try {
    return `read ${JSON.stringify(read())}`
  } catch (error) {
    return errorCode(error)
  }
}

test('questions to keepers are written and read', () => {
  for (const { request, bytes } of vectors.requests) {
    expect(encodeDepositRequest(request)).toEqual(bytes)
    expect(decodeDepositRequest(bytes)).toEqual(request)
  }
  for (const { why, bytes } of vectors.invalidRequests) {
    expect([why, codeOf(() => decodeDepositRequest(bytes))]).toEqual([why, 'frame-malformed'])
  }
})

test('answers of keepers are written and read, and a reason that we do not know is a no', () => {
  for (const { answer, bytes } of vectors.answers) {
    expect(encodeDepositAnswer(answer)).toEqual(bytes)
    expect(decodeDepositAnswer(bytes)).toEqual(answer)
  }
  expect(decodeDepositAnswer(vectors.laterReason.bytes)).toEqual({ accepted: false, reason: 'refused' })
  for (const { why, bytes } of vectors.invalidAnswers) {
    expect([why, codeOf(() => decodeDepositAnswer(bytes))]).toEqual([why, 'frame-malformed'])
  }
})

test('grants are written and read, and their operator signed them', () => {
  const key = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), vectors.operator])
  for (const { grant, message, token, text: written } of vectors.grants) {
    const read = decodeGrant(token)
    expect([read.grant, read.message]).toEqual([grant, message])
    expect(verify(null, message, createPublicKey({ key, format: 'der', type: 'spki' }), read.signature)).toBe(true)
    expect(encodeGrant(encodeGrantTerms(grant), read.signature)).toEqual(token)
    expect([formatGrant(token), parseGrant(` ${written}\n`)]).toEqual([written, token])
    expect(codeOf(() => parseGrant(written.slice(0, -3)))).toBe('bad-option')
    expect(codeOf(() => parseGrant(written.replace('grant', 'plant')))).toBe('bad-option')
  }
})

test('a question leaves out the hints that do not fit, the last ones first', () => {
  const { request } = vectors.requests[0]!
  const address = `/dns4/${'a'.repeat(400)}.example.org/tcp/443/wss`
  const hints = Array.from({ length: 16 }, (_, i) => ({ peer: `peer-${i}`, addresses: [address] }))
  const bytes = encodeDepositRequest({ ...request, payload: { ...request.payload, hints } })
  expect(bytes.length).toBeLessThanOrEqual(MAX_DEPOSIT_BYTES)
  const kept = decodeDepositRequest(bytes).payload.hints
  expect(kept.length).toBeGreaterThan(5)
  expect(kept).toEqual(hints.slice(0, kept.length))
})
