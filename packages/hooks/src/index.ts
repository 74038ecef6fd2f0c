/** React hooks over the engine of `@passel/core`. What needs an optional package is in `./query` and `./waku`. */
export type {
  FileTransfer, TransferActions, TransferFetchStatus, TransferHolders, TransferPhase, TransferProgress, TransferStatus,
  TransferView
} from './file-transfer.ts'
export type { Notebook } from './canceled-memory.ts'
export { PasselProvider, useEngine } from './passel-provider.tsx'
export type { PasselProviderProps } from './passel-provider.tsx'
export type { TransfersOverview } from './transfers-overview.ts'
export { useFileTransfer } from './use-file-transfer.ts'
export type { FileTransferOptions } from './use-file-transfer.ts'
export { useSendFile } from './use-send-file.ts'
export type { SendFile, SendFileOptions } from './use-send-file.ts'
export { useTransfers } from './use-transfers.ts'
