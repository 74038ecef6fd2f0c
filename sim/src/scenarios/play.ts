/** Plays one scenario for one seed and gives what is to be stored of it. */
import { createPeer, createRandom, type Random } from '@passel/core/machines'
import { observe } from '../checks/observe.ts'
import { createProperties, Violation } from '../checks/properties.ts'
import { poisoned } from '../kernel/poison.ts'
import type { Failure, LaneEvent, RunResult } from '../results.ts'
import { createWorld, type Observer, type World, type WorldPeer } from '../world/index.ts'
import { replayCommand } from './replay-command.ts'
import type { Request, Scenario, Scene, SceneParts } from './scenario.ts'
import { watchLanes } from './lanes.ts'

export interface PlayOptions {
  readonly parts?: SceneParts
  /** Keeps who did what when. */
  readonly lanes?: boolean
  /** Sees every event of every peer. */
  readonly onEvent?: (peer: string, event: unknown, atMs: number) => void
  /** Milliseconds of the real clock, for how long it took. */
  readonly realMs?: () => number
}

export interface Played extends RunResult {
  /** How many misfortunes there were to leave out, and what may be made smaller. */
  readonly misfortunes: number
  readonly counts: Readonly<Record<string, Countable>>
}

/** How many there were of something, and how few there may be. */
export interface Countable { readonly value: number, readonly least: number }

/** Calls of one virtual second, at least and for each peer: a thousand slices a second and what they lead to. */
const CALLS_PER_SECOND = 200_000
const CALLS_PER_PEER = 20_000

/** Plays the scenario; a failure is a part of the result. */
export function play (scenario: Scenario, request: Request, options: PlayOptions = {}): Played {
  const { seed, settings = {}, skip = [] } = request
  const { parts = { createPeer }, realMs = () => performance.now() } = options
  const now = realMs
  const configuration: Record<string, number | string | boolean> = {}
  const counts: Record<string, Countable> = {}
  const samples: Record<string, { unit: string, values: number[] }> = {}
  const series = new Map<string, { unit: string, points: [number, number][] }>()
  const lanes: LaneEvent[] = []
  const properties = createProperties()
  const bad = new Set<unknown>()
  const random = createRandom(seed).stream(`scenario ${scenario.name}`)
  let misfortunes = 0
  let world: World | undefined

  properties.expect(scenario.interesting ?? [])
  const seconds = (): number => (world?.nowMs ?? 0) / 1000

  const scene: Scene = {
    seed,
    random,
    properties,
    setting (name, value) {
      const chosen = (settings[name] ?? value) as typeof value
      configuration[name] = chosen
      return chosen
    },
    count (name, value, least) {
      const chosen = scene.setting(name, value)
      counts[name] = { value: chosen, least }
      return chosen
    },
    misfortune (): Random | undefined {
      const number = misfortunes++
      return skip.includes(number) ? undefined : random.stream(`misfortune ${number}`)
    },
    world (given = {}) {
      if (world !== undefined) throw new Error('a scene has one world')
      const observer = observe(properties, () => world!.clock, host => !bad.has(host))
      const watched = options.lanes === true ? joined(observer, watchLanes(() => world!.clock, lanes)) : observer
      world = createWorld({
        clockLimits: { maxPerSecond: CALLS_PER_SECOND + CALLS_PER_PEER * 5_000 },
        ...given,
        seed,
        ...parts,
        observer: watched,
        ...(options.onEvent !== undefined && { onEvent: options.onEvent }),
      })
      return world
    },
    misbehaves (peer: WorldPeer) { bad.add(peer) },
    measure (metric, unit, value) {
      const sample = samples[metric] ??= { unit, values: [] }
      sample.values.push(value)
    },
    plot (name, unit, value) {
      let line = series.get(name)
      if (line === undefined) series.set(name, line = { unit, points: [] })
      line.points.push([seconds(), value])
    },
    tell (who, kind, text) {
      lanes.push({ seconds: seconds(), who, kind, text })
    },
    within (promise, maxSeconds, condition) {
      const from = seconds()
      let trouble: string | undefined
      try {
        world!.runUntil(condition, { maxSeconds })
      } catch (error) {
        // What a peer throws is not lateness.
        if (error instanceof Violation || !(error as Error).message.startsWith('not within')) throw error
        trouble = (error as Error).message
      }
      properties.liveness(promise, trouble === undefined, () => trouble!)
      return seconds() - from
    },
  }

  const startedMs = now()
  const failure = poisoned(() => failureOf(() => scenario.run(scene)))
  const wallSeconds = (now() - startedMs) / 1000
  const failed: Failure | undefined = failure && {
    ...failure, seconds: seconds(), replay: replayCommand(scenario.name, request)
  }
  return {
    scenario: scenario.name,
    seed,
    configuration,
    traceHash: world?.trace.hash ?? '',
    events: world?.trace.entries ?? 0,
    virtualSeconds: seconds(),
    wallSeconds,
    samples,
    series: [...series].map(([name, { unit, points }]) => ({ name, unit, points })),
    properties: properties.counts(),
    misfortunes,
    counts,
    ...(failed !== undefined && { failure: failed }),
    ...((options.lanes === true || failed !== undefined) && { lanes }),
  }
}

function failureOf (run: () => void): Pick<Failure, 'what' | 'message'> | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    if (error instanceof Violation) return { what: error.property, message: error.message }
    return { what: 'error', message: (error as Error).stack ?? String(error) }
  }
}

function joined (one: Observer, other: Observer): Observer {
  return {
    handled (...all) { one.handled?.(...all); other.handled?.(...all) },
    kept (...all) { one.kept?.(...all); other.kept?.(...all) },
    lived (...all) { one.lived?.(...all); other.lived?.(...all) },
    ...(one.witness !== undefined && { witness: one.witness }),
  }
}
