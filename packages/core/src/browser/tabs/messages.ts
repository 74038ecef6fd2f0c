/**
 * What the tabs of one origin say to each other. One of them leads: it runs the engine. The others follow: they ask it,
 * and show what it tells. Everything a leader says of itself carries its epoch; who hears a higher one than its own is
 * no leader any more.
 */
import type { StoreFailure } from '../../adapters/store/messages.ts'
import type { ReceiveOptions, RepeatableSendOptions } from '../../engine/options.ts'
import type { TransferId } from '../../engine/transfer-id.ts'
import type { TransferState } from '../../engine/transfer-state.ts'
import type { PrivacyClass } from '../../ids.ts'
import type { SourceRef } from '../../ports.ts'

/** One tab during one life of its page. */
export type TabId = string

export type BlobSource = SourceRef & { readonly kind: 'blob' }

/** A source as it can be named to another tab: blobs are handed over, streams are asked for piece by piece. */
export type TabSource =
  | BlobSource
  | { readonly kind: 'stream', readonly tab: TabId, readonly stream: string }

/** What the engine's face asks of whichever tab leads. */
export type EngineCall =
  | { readonly do: 'send', readonly source: TabSource, readonly options: RepeatableSendOptions }
  | { readonly do: 'receive', readonly reference: string, readonly options: ReceiveOptions }
  | { readonly do: 'keep-columns', readonly id: TransferId, readonly columns: readonly number[] }
  | { readonly do: 'pause' | 'cancel' | 'release' | 'saved-at' | 'blob' | 'root', readonly id: TransferId }
  | { readonly do: 'resume', readonly id: TransferId, readonly source?: BlobSource }
  /** The next plain bytes from `start` on; `reader` lets the leader go on where it stopped. */
  | {
    readonly do: 'read', readonly id: TransferId, readonly reader: string
    readonly start: number, readonly end: number | undefined
  }
  | { readonly do: 'stop-reading', readonly reader: string }
  | { readonly do: 'warm', readonly privacy: PrivacyClass }
  | { readonly do: 'online', readonly online: boolean }
  | { readonly do: 'lists' | 'block', readonly digest: Uint8Array }

/** What a leader asks of the tab whose stream is being sent. */
export interface PullCall { readonly do: 'pull', readonly stream: string }

export type TabCall = EngineCall | PullCall

/** A state on its way: the reference, which never changes, is told once. */
export type ToldState = Omit<TransferState, 'reference'> & Partial<Pick<TransferState, 'reference'>>

export type TabMessage =
  /** A tab that does not know who leads. */
  | { readonly type: 'hello', readonly from: TabId }
  /** A tab got the lock and opens the store: who led before lets go of it. */
  | { readonly type: 'claims', readonly from: TabId, readonly epoch: number }
  /** The answer to `hello`, and what a new leader says first: everything there is. */
  | { readonly type: 'leads', readonly from: TabId, readonly epoch: number, readonly states: readonly TransferState[] }
  | {
    readonly type: 'changed', readonly from: TabId, readonly epoch: number
    readonly states: readonly ToldState[], readonly removed: readonly TransferId[]
  }
  | { readonly type: 'call', readonly from: TabId, readonly to: TabId, readonly id: number, readonly call: TabCall }
  | { readonly type: 'abandon', readonly from: TabId, readonly to: TabId, readonly id: number }
  | { readonly type: 'answer', readonly to: TabId, readonly id: number, readonly value: unknown }
  | { readonly type: 'failure', readonly to: TabId, readonly id: number, readonly error: StoreFailure }

/** What is told to all tabs. */
export type TabNews = Exclude<TabMessage, { readonly type: 'call' | 'abandon' | 'answer' | 'failure' }>
