/** The node of `@waku/react`, which must be installed, as signals for an engine. */
export { useWakuSignals } from './use-waku-signals.ts'
