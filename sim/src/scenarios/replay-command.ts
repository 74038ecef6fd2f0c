import type { Request } from './scenario.ts'

/** What to paste into a terminal to see this run again. */
export function replayCommand (scenario: string, { seed, settings = {}, skip = [] }: Request): string {
  const set = Object.entries(settings).map(([name, value]) => ` --set ${name}=${value}`).join('')
  const left = skip.length === 0 ? '' : ` --skip ${skip.join(',')}`
  return `npm run sim -- replay --scenario ${scenario} --seed ${seed}${set}${left}`
}
