/** Plays runs in a process of its own: what the parent sends is a job, what goes back its result. */
import { scenarioNamed } from '../scenarios/index.ts'
import { play } from '../scenarios/play.ts'
import type { Job } from './pool.ts'

process.on('message', ({ scenario, request, lanes }: Job) => {
  process.send!(play(scenarioNamed(scenario), request, { lanes: lanes === true }))
})
