import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { WakuMessage } from '@waku/proto'
import { MAX_STORED_BYTES, RETENTION_CHECK_EVERY, RETENTION_MS } from './limits.ts'

export interface StoredMessage { readonly hash: Uint8Array, readonly pubsubTopic: string, readonly bytes: Uint8Array }

/** What to look for; times in nanoseconds, both ends included. */
export interface MessageQuery {
  readonly pubsubTopic?: string
  readonly contentTopics: readonly string[]
  readonly hashes: readonly Uint8Array[]
  readonly fromNs?: bigint
  readonly toNs?: bigint
  /** The message to go on after. */
  readonly cursor?: Uint8Array
  /** Oldest first; otherwise the newest `limit`. */
  readonly forward: boolean
  readonly limit: number
}

/** Messages by time and hash, kept until they are too old or too many. */
export interface MessageStore {
  add (hash: Uint8Array, pubsubTopic: string, message: WakuMessage): void
  /** In time order whichever way was asked; undefined when the cursor is not known here. */
  find (query: MessageQuery): StoredMessage[] | undefined
  close (): void
}

export interface MessageStoreOptions {
  /** @default memory */
  readonly file?: string | undefined
  /** @default 7 days */
  readonly retentionMs?: number | undefined
  /** @default 256 MiB */
  readonly maxBytes?: number | undefined
}

const SCHEMA = [
  'PRAGMA journal_mode = WAL',
  'PRAGMA synchronous = NORMAL',
  `CREATE TABLE IF NOT EXISTS messages (
    hash BLOB PRIMARY KEY, time INTEGER NOT NULL, pubsub TEXT NOT NULL, topic TEXT NOT NULL, bytes BLOB NOT NULL
  ) WITHOUT ROWID`,
  'CREATE INDEX IF NOT EXISTS by_time ON messages (time, hash)',
  'CREATE INDEX IF NOT EXISTS by_topic ON messages (topic, time, hash)',
]

/** Opens the store. A machine that loses power loses the last moments: the system flushes the log, not we. */
export function openMessageStore (options: MessageStoreOptions = {}): MessageStore {
  const { file = ':memory:', retentionMs = RETENTION_MS, maxBytes = MAX_STORED_BYTES } = options
  const db = new DatabaseSync(file)
  for (const statement of SCHEMA) db.exec(statement)
  const insert = db.prepare('INSERT OR IGNORE INTO messages (hash, time, pubsub, topic, bytes) VALUES (?, ?, ?, ?, ?)')
  const timeOf = db.prepare('SELECT time FROM messages WHERE hash = ?')
  timeOf.setReadBigInts(true)
  const expire = db.prepare('DELETE FROM messages WHERE time < ?')
  const total = db.prepare('SELECT coalesce(sum(length(bytes)), 0) AS bytes FROM messages')
  const dropOldest = db.prepare(
    'DELETE FROM messages WHERE hash IN (SELECT hash FROM messages ORDER BY time, hash LIMIT ?)')
  let added = 0

  function keepBounds (): void {
    expire.run(BigInt(Date.now() - retentionMs) * 1_000_000n)
    while (Number(total.get()?.['bytes']) > maxBytes) dropOldest.run(RETENTION_CHECK_EVERY)
  }
  keepBounds()

  return {
    add (hash, pubsubTopic, message) {
      insert.run(hash, message.timestamp ?? 0n, pubsubTopic, message.contentTopic, WakuMessage.encode(message))
      if (++added % RETENTION_CHECK_EVERY === 0) keepBounds()
    },
    find (query) {
      const after = query.cursor === undefined ? undefined : timeOf.get(query.cursor)
      if (query.cursor !== undefined && after === undefined) return undefined
      const { where, values } = conditions(query, after?.['time'] as bigint | undefined)
      const order = query.forward ? 'ASC' : 'DESC'
      const rows = db
        .prepare(`SELECT hash, pubsub, bytes FROM messages ${where} ORDER BY time ${order}, hash ${order} LIMIT ?`)
        .all(...values, query.limit)
        .map(({ hash, pubsub, bytes }) => (
          { hash: hash as Uint8Array, pubsubTopic: pubsub as string, bytes: bytes as Uint8Array }))
      return query.forward ? rows : rows.reverse()
    },
    close: () => db.close()
  }
}

function conditions (query: MessageQuery, afterTime: bigint | undefined): { where: string, values: SQLInputValue[] } {
  const parts: string[] = []
  const values: SQLInputValue[] = []
  const need = (sql: string, ...given: readonly SQLInputValue[]): void => {
    parts.push(sql)
    values.push(...given)
  }
  if (query.pubsubTopic !== undefined) need('pubsub = ?', query.pubsubTopic)
  if (query.contentTopics.length > 0) need(`topic IN (${marks(query.contentTopics)})`, ...query.contentTopics)
  if (query.hashes.length > 0) need(`hash IN (${marks(query.hashes)})`, ...query.hashes)
  if (query.fromNs !== undefined) need('time >= ?', query.fromNs)
  if (query.toNs !== undefined) need('time <= ?', query.toNs)
  if (afterTime !== undefined) need(`(time, hash) ${query.forward ? '>' : '<'} (?, ?)`, afterTime, query.cursor!)
  return { where: parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`, values }
}

function marks (list: readonly unknown[]): string {
  return list.map(() => '?').join(', ')
}
