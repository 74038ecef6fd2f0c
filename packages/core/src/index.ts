/** The engine's public face. Platforms come from `@passel/node` and `@passel/core/browser`. */
export { createEngine } from './engine/engine.ts'
export type { Engine, HoldingEngine } from './engine/engine.ts'
export type { Hold, HoldOptions, HoldState } from './engine/hold.ts'
export type { KeeperPort } from './engine/host-context.ts'
export type { EngineOptions, Platform, ReceiveOptions, SendOptions, SendSource } from './engine/options.ts'
export type { PlainRange } from './engine/plain-reader.ts'
export type { Transfer } from './engine/transfer.ts'
export { transferIdOf } from './engine/transfer-id.ts'
export type { TransferId } from './engine/transfer-id.ts'
export type { EngineState, PauseReason, TransferState } from './engine/transfer-state.ts'
export { PasselError, canResume, errorCode } from './errors.ts'
export type { PasselErrorCode } from './errors.ts'
export type { Address, Path, PeerId, PrivacyClass } from './ids.ts'
export type { HoldersSnapshot, TransferPhase } from './machines/peer-types.ts'
export type {
  Audience, CreateLinkPort, CreateSignalPort, LinkListener, LinkPort, SignalListener, SignalPort, SourceRef,
  StoredTransfer, StorePort, SystemPort, TargetRef, Until
} from './ports.ts'
export { inlineKind } from './pure/inline-kind.ts'
export type { InlineKind } from './pure/inline-kind.ts'
export { formatReference, parseReference } from './pure/reference-codec.ts'
export type { Hint, Reference } from './pure/reference.ts'
