/** Real processes on a local network, to be killed: for the demo and for tests. */
export { startActor } from './actor.ts'
export type { Actor, Progress } from './actor.ts'
export { openStage } from './stage.ts'
export type { Stage } from './stage.ts'
