import { readFileSync } from 'node:fs'
import type { Results } from '../results.ts'
import { html, type Markup } from './markup.ts'
import { availabilityMaps } from './sections/availability.ts'
import { distributions } from './sections/distributions.ts'
import { expectations } from './sections/expectations.ts'
import { leftOut } from './sections/left-out.ts'
import { properties } from './sections/properties.ts'
import { runs } from './sections/runs.ts'
import { swimLanes } from './sections/swim-lanes.ts'
import { theoryTable } from './sections/theory-table.ts'
import { tiers } from './sections/tiers.ts'
import { timeLines } from './sections/time-lines.ts'
import { verdict } from './sections/verdict.ts'

/** One page that needs nothing else: pictures and style are in it, and it opens from a disk without a network. */
export function renderReport (results: Results): string {
  const { scenarios, validation } = results
  const style: Markup = { markup: readFileSync(new URL('style.css', import.meta.url), 'utf8') }
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${results.ok ? '✓' : '✗'} Passel lab: ${results.command}</title>
<style>${style}</style>
</head>
<body>
${verdict(results)}
<main>
${expectations(scenarios)}
${tiers(scenarios)}
${distributions(scenarios)}
${availabilityMaps(validation)}
${timeLines(scenarios)}
${swimLanes(scenarios)}
${properties(scenarios)}
${theoryTable(validation)}
${runs(results)}
${leftOut()}
</main>
<footer>The engine’s own machines in virtual time. results.json beside this page has every number.</footer>
</body>
</html>
`.markup
}
