/** What client and server of a store say to each other; one request, one answer with the same number. */
import { errorCode, PasselError, type PasselErrorCode } from '../../errors.ts'
import type { StorePort as Store } from '../../ports.ts'

/** A MessagePort of a browser or of Node, as far as it is used here. */
export interface StoreMessagePort {
  postMessage (message: unknown, transfer: Transferable[]): void
  addEventListener (type: 'message', listener: (event: { readonly data: unknown }) => void): void
  addEventListener (type: 'close', listener: () => void): void
  start (): void
  close (): void
}

/** A person is asked by a page, and not by what is behind a port. */
export type StoreMethod = Exclude<keyof Store, symbol | 'askForSource'>

export interface StoreRequest { readonly id: number, readonly method: StoreMethod, readonly args: readonly unknown[] }

export type StoreAnswer =
  | { readonly id: number, readonly value: unknown }
  | { readonly id: number, readonly error: StoreFailure }

/** An error on its way between threads: structured clone would drop its class and code. */
export interface StoreFailure { readonly code: PasselErrorCode, readonly message: string, readonly cause?: string }

export function describeFailure (error: unknown): StoreFailure {
  const cause = error instanceof PasselError ? error.cause : error
  return {
    code: errorCode(error),
    message: error instanceof Error ? error.message : String(error),
    ...(cause instanceof Error && { cause: cause.stack ?? cause.message }),
  }
}

export function revive ({ code, message, cause }: StoreFailure): PasselError {
  return new PasselError(code, message, cause === undefined ? undefined : { cause })
}
