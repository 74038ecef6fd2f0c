import { PasselError } from '../../errors.ts'
import type { StorePort } from '../../ports.ts'

/** A store that does what the script says; everything else it is asked for fails with `unsupported`. */
export function createScriptedStore (script: Partial<StorePort> = {}): StorePort {
  const refuse = (method: string) => (): Promise<never> =>
    Promise.reject(new PasselError('unsupported', `the script says nothing about ${method}`))
  return {
    open: async () => [],
    close: async () => { /* nothing is open */ },
    create: refuse('create'),
    feed: refuse('feed'),
    seal: refuse('seal'),
    signPage: refuse('signPage'),
    checkPage: refuse('checkPage'),
    checkHead: refuse('checkHead'),
    readPage: refuse('readPage'),
    keep: refuse('keep'),
    readChunk: refuse('readChunk'),
    readPlain: refuse('readPlain'),
    finish: refuse('finish'),
    targetPath: refuse('targetPath'),
    blobOf: refuse('blobOf'),
    signReceipt: refuse('signReceipt'),
    checkReceipt: refuse('checkReceipt'),
    sealParity: refuse('sealParity'),
    rebuild: refuse('rebuild'),
    setColumns: refuse('setColumns'),
    setHolders: refuse('setHolders'),
    signRelease: refuse('signRelease'),
    checkRelease: refuse('checkRelease'),
    setPaused: refuse('setPaused'),
    setFailed: refuse('setFailed'),
    setSource: refuse('setSource'),
    forget: refuse('forget'),
    ...script
  }
}
