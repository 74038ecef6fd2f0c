export { createMemorySignals } from './memory-signals.ts'
export type { MemorySignal, MemorySignals, MemorySignalsOptions, SignalFate } from './memory-signals.ts'
export { signalContract } from './signal.contract.ts'
export type { SignalHarness, SignalScenario } from './signal.contract.ts'
