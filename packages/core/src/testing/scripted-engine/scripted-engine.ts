import { createStore } from 'zustand/vanilla'
import type { Engine } from '../../engine/engine.ts'
import type { SendOptions, SendSource } from '../../engine/options.ts'
import { openSource } from '../../engine/source.ts'
import { transferIdOf, type TransferId } from '../../engine/transfer-id.ts'
import type { EngineState } from '../../engine/transfer-state.ts'
import { PasselError, type PasselErrorCode } from '../../errors.ts'
import { parseReference } from '../../pure/reference-codec.ts'
import type { Reference } from '../../pure/reference.ts'
import { createScriptedTransfer, type ScriptedTransfer } from './scripted-transfer.ts'
import { createScriptedReference, type TransferScript } from './script.ts'

/** An engine that moves no bytes: its transfers are where a story or test puts them. */
export interface ScriptedEngine extends Engine {
  /** A transfer that is there, published at once. */
  add (script?: TransferScript): ScriptedTransfer
  transfers (): ScriptedTransfer[]
  transfer (id: TransferId): ScriptedTransfer | undefined
  /** The next `send` or `receive` fails so. */
  refuse (code: PasselErrorCode): void
  /** How often it was asked to send and to receive; those that found a running transfer and those refused count too. */
  readonly asked: { readonly send: number, readonly receive: number }
}

export interface ScriptedEngineOptions {
  /** Transfers from before. */
  readonly transfers?: readonly TransferScript[]
  /** How a transfer starts that `receive` adds. */
  readonly received?: (reference: Reference) => Omit<TransferScript, 'role' | 'reference'>
  /** How a transfer starts that `send` adds. */
  readonly sent?: (source: SendSource, options: SendOptions) => Omit<TransferScript, 'role'>
}

export function createScriptedEngine (options: ScriptedEngineOptions = {}): ScriptedEngine {
  const store = createStore<EngineState>(() => ({ transfers: {} }))
  const transfers = new Map<TransferId, ScriptedTransfer>()
  const refusals: PasselErrorCode[] = []
  const asked = { send: 0, receive: 0 }
  let references = 0

  function add (script: TransferScript = {}): ScriptedTransfer {
    const reference = createScriptedReference(++references, script.reference)
    const id = transferIdOf(reference)
    const transfer = createScriptedTransfer(id, reference, script, {
      store,
      remove: () => transfers.delete(id)
    })
    transfers.set(id, transfer)
    return transfer
  }

  function mayRefuse (): void {
    const code = refusals.shift()
    if (code !== undefined) throw new PasselError(code, `refused by the script: ${code}`)
  }

  for (const script of options.transfers ?? []) add(script)

  return {
    add,
    asked,
    refuse: (code) => { refusals.push(code) },
    send: async (source, sendOptions = {}) => {
      asked.send++
      mayRefuse()
      const { name, mediaType, size } = openSource(source)
      const { thumbnail, privacy } = sendOptions
      const told = { name: sendOptions.name ?? name, mediaType, size, thumbnail, privacy }
      const known = Object.entries(told).filter(([, value]) => value !== undefined)
      const script = options.sent?.(source, sendOptions)
      return add({ ...script, role: 'send', reference: { ...Object.fromEntries(known), ...script?.reference } })
    },
    receive: async (given) => {
      asked.receive++
      mayRefuse()
      const reference = typeof given === 'string' ? parseReference(given) : given
      return transfers.get(transferIdOf(reference)) ?? add({ ...options.received?.(reference), role: 'get', reference })
    },
    transfers: () => [...transfers.values()],
    transfer: (id) => transfers.get(id),
    state: store,
    blocks: {
      lists: async () => false,
      get: async () => undefined,
      root: async (id) => { throw new PasselError('not-found', `no blocks of ${id}: a scripted engine has none`) },
      all: async function * () { /* has none */ }
    },
    warm: async () => { /* is as reachable as it will ever be */ },
    setOnline: (online) => {
      for (const transfer of transfers.values()) {
        const { pauseReason, phase } = transfer.state()
        if (!online && pauseReason === null && phase !== 'done') transfer.set({ pauseReason: 'offline' })
        if (online && pauseReason === 'offline') transfer.set({ pauseReason: null })
      }
    },
    close: async () => { /* nothing is open */ }
  }
}
