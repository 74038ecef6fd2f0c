import { MultiBar, Presets, type SingleBar } from 'cli-progress'
import type { Engine, TransferState } from '@passel/core'
import { formatBytes, formatSeconds } from './format.ts'
import { safeName } from './safe-name.ts'

const PLAIN_LINE_MS = 2_000 // a log file wants a line now and then, not ten a second

/** Shows transfers on stderr until stopped: bars on a terminal, lines elsewhere, JSON lines for machines. */
export function showProgress (engine: Engine, json: boolean): () => void {
  const show = json ? jsonLines() : process.stderr.isTTY ? bars() : plainLines()
  const stop = engine.state.subscribe(({ transfers }) => {
    for (const state of Object.values(transfers)) show.update(state)
  })
  for (const state of Object.values(engine.state.getState().transfers)) show.update(state)
  return () => {
    stop()
    for (const state of Object.values(engine.state.getState().transfers)) show.update(state)
    show.stop()
  }
}

interface Display { update (state: TransferState): void, stop (): void }

export function label (state: TransferState): string {
  return state.reference.name === undefined ? state.id : safeName(state.reference)
}

/** One line of text about where a transfer is. */
export function describe (state: TransferState): string {
  const { peers, receipts, holders, progress } = state
  const { loaded, total, bytesPerSecond, secondsLeft } = progress
  const parts: string[] = [state.failure ?? (state.pauseReason === null ? state.phase : `paused: ${state.pauseReason}`)]
  parts.push(total === null ? formatBytes(loaded) : `${formatBytes(loaded)} of ${formatBytes(total)}`)
  if (bytesPerSecond > 0) parts.push(`${formatBytes(bytesPerSecond)}/s`)
  if (secondsLeft !== null) parts.push(`${formatSeconds(secondsLeft)} left`)
  if (peers.length > 0) parts.push(`${peers.length} ${peers.length === 1 ? 'peer' : 'peers'}, ${state.path}`)
  if (state.role === 'send' && holders !== null && holders.keepers.length > 0) {
    parts.push(`held by ${holders.held} of ${holders.of}`)
  }
  if (state.role === 'send' && receipts.have > 0) parts.push(`received by ${receipts.have} of ${receipts.of}`)
  return parts.join('  ')
}

function bars (): Display {
  const multi = new MultiBar({
    format: '{name}  {bar}  {percentage}%  {text}',
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: false,
    autopadding: true
  }, Presets.shades_classic)
  const shown = new Map<string, SingleBar>()
  return {
    update: (state) => {
      const total = Math.max(state.progress.total ?? state.progress.loaded, 1)
      const bar = shown.get(state.id) ?? multi.create(total, 0)
      shown.set(state.id, bar)
      bar.setTotal(total)
      bar.update(state.progress.total === 0 ? 1 : state.progress.loaded, { name: label(state), text: describe(state) })
    },
    stop: () => multi.stop()
  }
}

function nothingToPutBack (): void {
  // Lines stay where they were printed; only bars take over the terminal.
}

function plainLines (): Display {
  const last = new Map<string, { phase: string, at: number }>()
  return {
    update: (state) => {
      const before = last.get(state.id)
      const phase = state.failure ?? state.pauseReason ?? state.phase
      const now = Date.now()
      if (before?.phase === phase && now - before.at < PLAIN_LINE_MS) return
      last.set(state.id, { phase, at: now })
      process.stderr.write(`${label(state)}: ${describe(state)}\n`)
    },
    stop: nothingToPutBack
  }
}

function jsonLines (): Display {
  return {
    update: (state) => {
      const { id, role, phase, pauseReason, failure, progress, traffic, path, receipts, holders } = state
      const peers = state.peers.length
      const line = { id, role, phase, pauseReason, failure, progress, traffic, peers, path, receipts, holders }
      process.stderr.write(`${JSON.stringify(line)}\n`)
    },
    stop: nothingToPutBack
  }
}
