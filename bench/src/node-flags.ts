/**
 * How subjects are started. Every one, the references' too, gets the heap flags that the command `passel` gives itself
 * (see packages/node/bin/passel.mjs), so that none is compared with the other's tuning.
 */
export const NODE_FLAGS: readonly string[] = [
  '--conditions=passel-source', '--max-semi-space-size=1', '--heap-growing-percent=100',
]
