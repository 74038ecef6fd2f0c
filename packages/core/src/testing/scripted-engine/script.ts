import type { Reference } from '../../pure/reference.ts'
import type { TransferId } from '../../engine/transfer-id.ts'
import type { TransferState } from '../../engine/transfer-state.ts'

/** What changes of a transfer; what is not named stays as it is. */
export type StatePatch =
  & Partial<Omit<TransferState, 'id' | 'role' | 'reference' | 'progress'>>
  & { readonly progress?: Partial<TransferState['progress']> }

/** A transfer as a story tells it. */
export interface TransferScript {
  /** @default 'get' */
  readonly role?: 'send' | 'get'
  /** Parts of the reference, or a whole one. @default one with a secret of its own and no name */
  readonly reference?: Partial<Reference>
  /** @default nothing has happened yet */
  readonly state?: StatePatch
  /** What it holds, for `stream` and `blob`. @default no bytes */
  readonly bytes?: Uint8Array<ArrayBuffer>
}

/** A reference whose secret nobody else's number gives. */
export function createScriptedReference (number: number, parts: Partial<Reference> = {}): Reference {
  const secret = new Uint8Array(32)
  new DataView(secret.buffer).setUint32(0, number)
  return { version: 1, kind: 'file', privacy: 'direct', secret, author: secret, hints: [], relays: [], ...parts }
}

/** The state of a transfer that nothing has happened to. */
export function firstState (id: TransferId, role: 'send' | 'get', reference: Reference): TransferState {
  return {
    id,
    role,
    reference,
    phase: role === 'send' ? 'preparing' : 'connecting',
    pauseReason: null,
    failure: null,
    progress: {
      loaded: 0, given: role === 'send' ? 0 : null, total: reference.size ?? null, bytesPerSecond: 0, secondsLeft: null
    },
    peers: [],
    path: null,
    owner: 'this-tab',
    receipts: { have: 0, of: role === 'send' ? 1 : 0 },
    traffic: { in: 0, twice: 0, out: 0, resumed: 0 },
    firstByteMs: null,
    holders: null,
    signalsSent: 0
  }
}

export function patched (state: TransferState, { progress, ...rest }: StatePatch): TransferState {
  return { ...state, ...rest, progress: { ...state.progress, ...progress } }
}
