import type { TransferId } from '@passel/core'

type Role = 'send' | 'get'

/** Where to write down what a person canceled, so that it does not begin again when the page is loaded anew. */
export type Notebook = Pick<Storage, 'getItem' | 'setItem'>

/** What was canceled, over reloads. */
export interface CanceledMemory {
  all (): ReadonlyMap<TransferId, Role>
  add (id: TransferId, role: Role): void
  remove (id: TransferId): void
}

const KEY = 'passel:canceled'
/** The oldest are forgotten: they have scrolled far out of sight. */
const MAX_REMEMBERED = 500

/** Tabs of one origin share a notebook, so each change reads it first. Without one nothing is remembered. */
export function createCanceledMemory (notebook: Notebook | null): CanceledMemory {
  function read (): Map<TransferId, Role> {
    try {
      const kept: unknown = JSON.parse(notebook?.getItem(KEY) ?? '[]')
      if (!Array.isArray(kept)) return new Map()
      return new Map(kept.filter(isEntry))
    } catch {
      return new Map() // written by somebody else, or may not be read
    }
  }

  function change (by: (canceled: Map<TransferId, Role>) => void): void {
    const canceled = read()
    by(canceled)
    try {
      notebook?.setItem(KEY, JSON.stringify([...canceled].slice(-MAX_REMEMBERED)))
    } catch {
      // full, or nothing may be kept in this window: it lasts as long as the page does
    }
  }

  return {
    all: read,
    add: (id, role) => change((canceled) => {
      canceled.delete(id)
      canceled.set(id, role)
    }),
    remove: (id) => { if (read().has(id)) change((canceled) => canceled.delete(id)) }
  }
}

/** The page's own; null on servers and where the browser allows none. */
export function pageNotebook (): Notebook | null {
  try {
    return globalThis.localStorage ?? null
  } catch {
    return null
  }
}

function isEntry (entry: unknown): entry is [TransferId, Role] {
  return Array.isArray(entry) && typeof entry[0] === 'string' && (entry[1] === 'send' || entry[1] === 'get')
}
