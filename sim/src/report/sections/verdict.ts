import type { Failure, Results, RunResult } from '../../results.ts'
import { digits, format } from '../format.ts'
import { html, type Markup } from '../markup.ts'

/** Failures told at the top; all of them are in the table of runs. */
const MAX_TOLD = 5

/** Whether all is well, in a sentence; what to type to see it again; how much was run. */
export function verdict (results: Results): Markup {
  const { ok, scenarios, validation, seeds, command } = results
  const runs = scenarios.flatMap(scenario => scenario.runs)
  const failed = runs.filter(hasFailed)
  // Played with sockets: nobody counted.
  const virtual = runs.filter(({ events }) => events > 0)
  return html`<header class="verdict ${ok ? 'good' : 'bad'}">
    <div class="eyebrow">Passel simulation lab · ${command}</div>
    <h1><span class="mark">${ok ? '✓' : '✗'}</span>${sentence(results)}</h1>
    <p class="lead">Commit <code>${results.commit}</code>, ${results.startedAt.slice(0, 16).replace('T', ' ')} UTC, Node
      ${results.node.replace('v', '')}, ${format(results.wallSeconds, 's')} of real time.</p>
    ${failed.slice(0, MAX_TOLD).map(run => failure(run, run.failure))}
    ${failed.length > MAX_TOLD
      && html`<p class="aside">and ${digits(failed.length - MAX_TOLD)} more failures below</p>`}
    ${failed.length === 0 && replay(again(results))}
    <div class="tiles">
      ${scenarios.length > 0 && tile(`${scenarios.filter(each => each.ok).length}/${scenarios.length}`,
        'scenarios as expected', scenarios.some(each => !each.ok))}
      ${runs.length > 0 && tile(digits(runs.length - failed.length), `of ${digits(runs.length)} runs without a failure`,
        failed.length > 0)}
      ${validation.length > 0 && tile(`${validation.filter(row => row.met).length}/${validation.length}`,
        'rows of theory within limits', validation.some(row => !row.met))}
      ${virtual.length > 0 && tile(format(sum(virtual, run => run.virtualSeconds), 's'), 'of virtual time')}
      ${virtual.length > 0 && tile(digits(sum(virtual, run => run.events)), 'events handled')}
      ${seeds.length > 0 && tile(digits(seeds.length), seeds.length === 1 ? `seed: ${seeds[0]}` : 'seeds')}
    </div></header>`
}

/** A line to be pasted into a terminal; one click marks all of it. */
export function replay (line: string): Markup {
  return html`<div class="replay"><code>${line}</code></div>`
}

function again ({ command, scenarios, seeds }: Results): string {
  const names = scenarios.map(({ name }) => name)
  if (command === 'run') return `npm run sim -- run ${names.join(' ')} --seed ${ranges(seeds)}`
  if (command !== 'sweep') return `npm run sim -- ${command}`
  return `npm run sim -- sweep --seeds ${ranges(seeds)} --scenario ${names.join(' ')}`
}

/** 1, 2, 3, 7 as `1..3,7`. */
function ranges (seeds: readonly number[]): string {
  const out: [from: number, to: number][] = []
  for (const seed of seeds) {
    const last = out.at(-1)
    if (last !== undefined && seed === last[1] + 1) last[1] = seed
    else out.push([seed, seed])
  }
  return out.map(([from, to]) => from === to ? String(from) : `${from}..${to}`).join(',')
}

function sentence ({ ok, scenarios, validation }: Results): string {
  const missed = scenarios.flatMap(({ expectations }) => expectations).filter(({ met }) => !met).length
  const failed = scenarios.flatMap(({ runs }) => runs).filter(hasFailed).length
  const off = validation.filter(({ met }) => !met).length
  const counted = (count: number, one: string, many: string): string[] =>
    count === 0 ? [] : [`${digits(count)} ${count === 1 ? one : many}`]
  const wrong = [
    ...counted(failed, 'run failed', 'runs failed'),
    ...counted(missed, 'expectation missed', 'expectations missed'),
    ...counted(off, 'row of theory out of limits', 'rows of theory out of limits'),
  ]
  if (!ok) return wrong.length === 0 ? 'Not as it should be' : `${wrong.join(', ')}`
  if (scenarios.length === 0) return `All ${digits(validation.length)} rows agree with theory`
  const expectations = scenarios.flatMap(each => each.expectations).length
  const agreed = validation.length === 0 ? '' : ', theory agrees'
  if (expectations === 0) return `Nothing failed${agreed}`
  return `${expectations === 1 ? 'The one expectation is' : `All ${digits(expectations)} expectations`} met${agreed}`
}

function failure ({ scenario, seed }: RunResult, told: Failure | undefined): Markup {
  return html`<div class="failure"><p><b>${scenario}</b>, seed ${String(seed)}: <b>${told?.what ?? 'failed'}</b>
    after ${format(told?.seconds ?? NaN, 's')} of virtual time</p>${told !== undefined && replay(told.replay)}
    <pre>${told?.message}</pre></div>`
}

/** Whether a run went wrong by itself, whatever its scenario expected of all runs together. */
export function hasFailed ({ failure: told, properties }: RunResult): boolean {
  return told !== undefined || properties.some(({ failures }) => failures > 0)
}

function tile (value: string, text: string, bad = false): Markup {
  return html`<div class="tile${bad ? ' bad' : ''}"><b>${value}</b><span>${text}</span></div>`
}

function sum<Item> (items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0)
}
