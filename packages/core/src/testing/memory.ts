/** What engines in one process or page can be put together from: no disk, no network, no test runner. */
export { createMemoryDisk } from './memory-disk.ts'
export type { MemoryDisk, MemoryDiskOptions, MemoryFiles } from './memory-disk.ts'
export { createMemoryNetwork } from './memory-links.ts'
export type { MemoryNetwork } from './memory-links.ts'
export { createMemorySignals } from './memory-signals.ts'
export type { MemorySignals, MemorySignalsOptions } from './memory-signals.ts'
export { chatMessages, drawNumbers } from './chat-messages.ts'
export type { ChatOptions } from './chat-messages.ts'
