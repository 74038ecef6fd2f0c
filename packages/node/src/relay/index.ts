export { startRelay, USUAL_RELAY_LIMITS } from './relay.ts'
export type { Relay, RelayOptions } from './relay.ts'
