import {
  createScriptedEngine, type ScriptedEngine, type ScriptedEngineOptions, type ScriptedTransfer, type TransferScript
} from '@passel/core/testing/engine'

interface Loaded { readonly engine: ScriptedEngine }

/** A fresh engine for each run of a story: `loaders: [stage({ transfers })]`. */
export function stage (options: ScriptedEngineOptions = {}): () => Promise<Loaded> {
  return async () => ({ engine: createScriptedEngine(options) })
}

/** A fresh engine with one transfer. */
export function scene (script: TransferScript): () => Promise<Loaded> {
  return stage({ transfers: [script] })
}

/** The engine of a running story; an empty one for stories that name none. */
export function engineOf (loaded: Record<string, unknown>): ScriptedEngine {
  return (loaded as Partial<Loaded>).engine ?? createScriptedEngine()
}

/** A story's transfer, by its place in the script. */
export function transferOf (loaded: Record<string, unknown>, index = 0): ScriptedTransfer {
  const transfer = engineOf(loaded).transfers()[index]
  if (transfer === undefined) throw new Error(`the story has no transfer ${index}`)
  return transfer
}
