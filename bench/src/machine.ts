import { cpus, loadavg, totalmem } from 'node:os'
import { GIB } from './sizes.ts'

/** What the figures were taken on. */
export interface MachineDescription {
  readonly processor: string
  readonly cores: number
  readonly memoryGib: number
  readonly system: string
  readonly node: string
  /** Average number of runnable processes in the last minute, before the first run. */
  readonly loadBefore: number
}

/** Looks at the machine now; call it before anything is started. */
export function describeMachine(): MachineDescription {
  const processors = cpus()
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryGib: Math.round(totalmem() / GIB),
    system: `${process.platform}-${process.arch}`,
    node: process.version,
    loadBefore: loadavg()[0] ?? 0,
  }
}

/** One line for people. */
export function machineLine(machine: MachineDescription): string {
  return `${machine.cores} x ${machine.processor}, ${machine.memoryGib} GiB, ${machine.system}, Node ${machine.node}, `
    + `load before ${machine.loadBefore.toFixed(2)}`
}
