import { createWriteStream } from 'node:fs'
import { scenarioNamed } from '../scenarios/index.ts'
import { play } from '../scenarios/play.ts'
import type { AddCommand } from './add-command.ts'
import { parseNumbers, parseSeeds, parseSetting, type Settings } from './options.ts'
import { failureText } from './tell.ts'

interface ReplayOptions {
  scenario: string
  seed: number[]
  set?: Settings
  skip?: number[]
  events?: string
  peer?: string[]
}

/** An event as a person reads it: bytes as their length, the rest as it is. */
function eventText (event: unknown): string {
  return JSON.stringify(event, (_key, value: unknown) => value instanceof Uint8Array ? `${value.length} bytes` : value)
}

export const addReplay: AddCommand = program => {
  program.command('replay')
    .description('plays one run again in this process: the same trace hash, and what happened in words')
    .requiredOption('--scenario <name>', 'which')
    .requiredOption('--seed <seed>', 'its seed', parseSeeds)
    .option('--set <name=value>', 'as the run had it', parseSetting)
    .option('--skip <numbers>', 'misfortunes left out', parseNumbers)
    .option('--events <file>', 'every event of every peer, a line each')
    .option('--peer <names...>', 'only these peers in the file of events')
    .action(async ({ scenario, seed: [seed = 1], set, skip, events, peer: only }: ReplayOptions) => {
      const file = events === undefined ? undefined : createWriteStream(events)
      // Lines are kept until the run is over: nothing may wait while it is on.
      const lines: string[] = []
      const played = play(scenarioNamed(scenario), { seed, settings: set ?? {}, skip: skip ?? [] }, {
        lanes: true,
        ...(file !== undefined && {
          onEvent: (peer, event, atMs) => {
            if (only !== undefined && !only.includes(peer)) return
            lines.push(`${(atMs / 1000).toFixed(6).padStart(14)} ${peer.padEnd(12)} ${eventText(event)}`)
          },
        }),
      })
      for (const line of lines) file!.write(`${line}\n`)
      await new Promise<void>(resolve => file === undefined ? resolve() : file.end(resolve))
      for (const { seconds, untilSeconds, who, kind, text } of played.lanes ?? []) {
        const until = untilSeconds === undefined ? '' : ` until ${untilSeconds.toFixed(3)}`
        console.log(`${seconds.toFixed(3).padStart(11)} ${who.padEnd(12)} ${kind.padEnd(10)} ${text}${until}`)
      }
      console.log(`\n${JSON.stringify(played.configuration)}`)
      console.log(`${played.events} events, ${played.virtualSeconds} s of virtual time, trace ${played.traceHash}`)
      if (played.failure === undefined) return
      console.log(failureText(played))
      process.exitCode = 1
    })
}
