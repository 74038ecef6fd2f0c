import { describe, expect, test } from 'vitest'
import { hintsMessage } from '../pure/hint-codec.ts'
import { deriveKeys } from '../pure/keys.ts'
import { encodeReference, formatReference, parseReference } from '../pure/reference-codec.ts'
import { createScriptedSystem } from '../testing/scripted/system.ts'
import { composeReference, type ReferenceParts } from './compose-reference.ts'

const system = createScriptedSystem()
const author = await system.createAuthorKeys()
const id = '12D3KooWGRYZDHBembyGJQqQ6WgLqJWYNjnECJwGBnCg8vbCeo8F'
const relay = `/ip4/127.0.0.1/tcp/4002/ws/p2p/${id}`
const self = { peer: id, addresses: ['/ip4/127.0.0.1/tcp/4001'] }

function parts (script: Partial<ReferenceParts> = {}): ReferenceParts {
  return {
    opened: { ref: { kind: 'path', path: '/tmp/photo.jpg' }, name: 'photo.jpg' },
    author,
    privacy: 'direct',
    options: {},
    secret: new Uint8Array(32).fill(7),
    self,
    relays: [relay],
    keepers: [],
    expiresAtMs: 1_000,
    ...script
  }
}

describe('a reference', () => {
  test('is read by others as it was made', async () => {
    const reference = await composeReference(parts({ options: { size: 70, mediaType: 'image/jpeg' } }))
    expect(parseReference(formatReference(reference))).toEqual(reference)
    expect(reference).toMatchObject({
      kind: 'file', privacy: 'direct', name: 'photo.jpg', size: 70, mediaType: 'image/jpeg', expiresAtMs: 1_000,
      hints: [self], relays: [relay]
    })
  })

  test('normally stays under 600 bytes', async () => {
    const reference = await composeReference(parts({ relays: [relay, relay, relay, relay, relay] }))
    expect(encodeReference(reference).length).toBeLessThan(600)
    expect(reference.relays).toHaveLength(3)
  })

  test('says what the sender chose rather than what the file is called', async () => {
    const reference = await composeReference(parts({ options: { name: 'holiday.jpg' } }))
    expect(reference.name).toBe('holiday.jpg')
  })

  test('of a stream says that its length is unknown', async () => {
    const reference = await composeReference(parts({ opened: { ref: { kind: 'stream' } } }))
    expect(reference.kind).toBe('stream')
    expect(reference).not.toHaveProperty('size')
    expect(reference).not.toHaveProperty('name')
  })
})

describe('hints', () => {
  test('are signed by the payload\'s own key, for this payload', async () => {
    const { secret, hints, relays, hintsSignature } = await composeReference(parts())
    const { swarmId } = deriveKeys(secret)
    expect(await system.verify(author.public, hintsMessage(swarmId, hints, relays), hintsSignature!)).toBe(true)
    expect(await system.verify(author.public, hintsMessage(swarmId, [], relays), hintsSignature!)).toBe(false)
    const other = deriveKeys(new Uint8Array(32).fill(8)).swarmId
    expect(await system.verify(author.public, hintsMessage(other, hints, relays), hintsSignature!)).toBe(false)
  })

  test.each([undefined, { peer: id, addresses: [] }])('name nobody who cannot be dialled: %j', async (nobody) => {
    expect((await composeReference(parts({ self: nobody }))).hints).toEqual([])
  })
})
