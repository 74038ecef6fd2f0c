#!/usr/bin/env node
// Starts the command. Installed, the package runs as built. In a checkout it runs from source, which needs an exports
// condition that only a fresh process can be given.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'

const OLDEST_NODE = 24
// Chunk buffers lie outside V8's heap but count towards its limits: left alone it collects a heap of 40 MB fifty times
// for each GB. A small nursery and room to grow take a third off the processor time and 100 MB off the memory.
const HEAP_FLAGS = ['--max-semi-space-size=1', '--heap-growing-percent=100']
const source = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url))
const built = new URL('../dist/cli/main.js', import.meta.url)
const isCheckout = existsSync(source) && !/[\\/]node_modules[\\/]/.test(source)

if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  console.error(`passel needs Node ${OLDEST_NODE} or newer; this is ${process.version}.`)
  process.exitCode = 69
} else if (isCheckout) {
  const flags = [...HEAP_FLAGS, '--conditions=passel-source', '--disable-warning=ExperimentalWarning']
  runFromSource([...flags, source, ...process.argv.slice(2)])
} else {
  // The nursery has its first size by now; what can still be told is not to grow it.
  for (const flag of ['--semi-space-growth-factor=1', '--heap-growing-percent=100']) setFlagsFromString(flag)
  await import(built.href)
}

function runFromSource(args) {
  // Where the system can, become that process: whoever signals or kills this one then meets the peer itself.
  if (process.platform !== 'win32' && process.execve) {
    process.removeAllListeners('warning') // execve is marked experimental; people need not read that.
    process.execve(process.execPath, [process.execPath, ...args], process.env)
  }
  const child = spawn(process.execPath, args, { stdio: 'inherit' })
  process.on('SIGINT', () => { /* A terminal tells both processes; the child decides what it means. */ })
  child.on('exit', (code, signal) => {
    process.exitCode = signal ? 128 + constants.signals[signal] : code
  })
}
