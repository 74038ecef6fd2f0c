import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Lease } from '@passel/core/machines'
import { openLeaseBook } from './lease-book.ts'

const LEASE: Lease = {
  swarm: 's1', author: 'a', peer: 'p', block: 'ip4 192.0.2', columns: [0, 4], bytes: 5, acceptedAtMs: 1, promisedMs: 2,
  endsMs: 3, grant: 'g',
}

test('promises are there again when the book is opened by another process, and those that ended are not', async () => {
  const home = await mkdtemp(join(tmpdir(), 'passel-book-'))
  const book = openLeaseBook(home)
  book.put(LEASE)
  book.put({ ...LEASE, swarm: 's2' })
  book.put({ ...LEASE, swarm: 's3' })
  book.put({ ...LEASE, promisedMs: 9 })
  book.remove('s2')
  const second = openLeaseBook(home) // as after SIGKILL: the first was never closed
  expect(second.all()).toEqual([{ ...LEASE, promisedMs: 9 }, { ...LEASE, swarm: 's3' }])
  second.close()
  book.close()
  await rm(home, { recursive: true })
})
