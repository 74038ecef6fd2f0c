import type { Peer, PeerOptions, Random } from '@passel/core/machines'
import type { Properties } from '../checks/properties.ts'
import type { Expectation, LaneEvent } from '../results.ts'
import type { World, WorldOptions, WorldPeer } from '../world/index.ts'

/** A story that the lab can play, and what is expected of it, written before it was run. */
export interface Scenario {
  readonly name: string
  /** One sentence. */
  readonly title: string
  /** Real seconds of one seed: under a second, up to a minute, more. */
  readonly pace: 'quick' | 'minute' | 'long'
  readonly expectations: readonly Expectation[]
  /** States that a sweep of it should reach. */
  readonly interesting?: readonly string[]
  /** Plays it once, synchronously; throws what goes wrong. */
  run (scene: Scene): void
}

/** One playing of a scenario. */
export interface Scene {
  readonly seed: number
  /** The scenario's own choices; a world draws from streams of its own. */
  readonly random: Random
  readonly properties: Properties
  /** Names something that the run depends on, so that it is stored; a command may set another value. */
  setting<Value extends number | string | boolean> (name: string, value: Value): Value
  /** The same for how many there are of something, never below `least`: what a failing run is made smaller by. */
  count (name: string, value: number, least: number): number
  /** Whether the next misfortune may happen; a run that is made smaller leaves some out. Gives what it draws from. */
  misfortune (): Random | undefined
  /** The one world of the scene, watched by all properties. */
  world (options?: Partial<Omit<WorldOptions, 'seed' | 'createPeer'>>): World
  /** Tells that this peer's machines are not the real ones: what it does is not judged. */
  misbehaves (peer: WorldPeer): void
  measure (metric: string, unit: string, value: number): void
  /** Adds a point to a series over the run's time. */
  plot (series: string, unit: string, value: number): void
  tell (who: string, kind: LaneEvent['kind'], text: string): void
  /** Runs until the condition holds, which must be within so many virtual seconds; gives those it took. */
  within (promise: string, maxSeconds: number, condition: () => boolean): number
}

/** Parts of a scene that a test may exchange, to see that the properties find what is wrong with them. */
export interface SceneParts {
  readonly createPeer: (options: PeerOptions) => Peer
  readonly wrapStore?: WorldOptions['wrapStore']
}

/** All that decides a run. */
export interface Request {
  readonly seed: number
  /** Settings and counts that are not what the seed draws. */
  readonly settings?: Readonly<Record<string, number | string | boolean>>
  /** Misfortunes left out, by number. */
  readonly skip?: readonly number[]
}
