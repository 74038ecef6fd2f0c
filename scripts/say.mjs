/** Ends the run with a message for people instead of a stack. */
export class Stop extends Error {
  constructor(message, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/** One line about what the scripts themselves do; on stderr, so that a task's own output stays clean. */
export function say(message) {
  process.stderr.write(`passel: ${message}\n`)
}

/** Seconds since `start` (of `performance.now()`), for people. */
export function secondsSince(start) {
  return ((performance.now() - start) / 1000).toFixed(1)
}
