import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Lease } from '@passel/core/machines'

/** A keeper's promises on disk: each is there before its answer is sent, and survives SIGKILL. */
export interface LeaseBook {
  all (): Lease[]
  put (lease: Lease): void
  remove (swarm: string): void
  close (): void
}

/** Opens the book in a keeper's home, whose store is open already: one process has it. */
export function openLeaseBook (home: string): LeaseBook {
  const database = new DatabaseSync(join(home, 'leases.sqlite'))
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  database.exec('CREATE TABLE IF NOT EXISTS leases (swarm TEXT PRIMARY KEY, lease TEXT NOT NULL) WITHOUT ROWID')
  const put = database.prepare('INSERT OR REPLACE INTO leases (swarm, lease) VALUES (?, ?)')
  const remove = database.prepare('DELETE FROM leases WHERE swarm = ?')
  return {
    all: () => database.prepare('SELECT lease FROM leases').all()
      .map(({ lease }) => JSON.parse(lease as string) as Lease),
    put: (lease) => { put.run(lease.swarm, JSON.stringify(lease)) },
    remove: (swarm) => { remove.run(swarm) },
    close: () => database.close(),
  }
}
