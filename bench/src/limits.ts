/** Bounds of the bench itself: whatever a subject does, a measure ends and its processes are gone. */

/** Milliseconds a subject may take to start: Node, libp2p and Helia on a busy two-core machine need 2-4 s. */
export const READY_TIMEOUT_MS = 60_000

/** Milliseconds one run of one side may take; the longest moves 4 GB at no less than 10 MB/s. */
export const RUN_TIMEOUT_MS = 600_000

/** Milliseconds between asking a process to stop and killing it. */
export const STOP_GRACE_MS = 2_000

/** Bytes of a process's standard error kept for the message when it fails. */
export const STDERR_TAIL_BYTES = 8_192

/** Runs below which a figure is not written to the documentation. */
export const MIN_PUBLISHED_RUNS = 5

/** Most runs that can be asked for on the command line. */
export const MAX_RUNS = 100

/** Bytes one direction of a proxied connection holds when there is no rate limit: 25 ms of 1 GB/s. */
export const PROXY_QUEUE_BYTES = 32 * 1024 * 1024

/** Bytes queued beyond what is in flight when the proxy limits the rate, as a small router buffer would. */
export const PROXY_LIMITED_QUEUE_BYTES = 256 * 1024
