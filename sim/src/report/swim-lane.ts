import type { Failure, LaneEvent } from '../results.ts'
import { picture, xAxis, type Frame } from './axes.ts'
import { format } from './format.ts'
import { lasting } from './lasting.ts'
import { html, type Markup } from './markup.ts'
import { time } from './scale.ts'

export interface SwimLaneOptions {
  readonly title: string
  readonly lanes: readonly LaneEvent[]
  readonly untilSeconds: number
  readonly failure?: Failure
}

const WIDTH = 1080
const LEFT = 104
const ROW = 22
const TOP = 8
/** Lanes of one picture; the rest is counted in a line below. */
const MAX_LANES = 40
/** Faults told in words below a picture. */
const MAX_LISTED = 60
/** About what a letter takes in the small size. */
const LETTER = 5.4

/** Who did what when: a lane for each, bars for what lasts, signs for what happens. */
export function swimLane ({ title, lanes, untilSeconds, failure }: SwimLaneOptions): Markup {
  const everybody = [...new Set(lanes.map(({ who }) => who))].sort((a, b) => rank(a) - rank(b))
  const shown = everybody.slice(0, MAX_LANES)
  const bottom = TOP + shown.length * ROW
  const frame: Frame = { width: WIDTH, height: bottom + 24, left: LEFT, right: WIDTH - 14, top: TOP, bottom }
  const x = time([0, Math.max(untilSeconds, 1e-3)], [frame.left, frame.right], 10)
  const place = (seconds: number): number => Math.min(frame.right, x(seconds))
  const events = lasting(lanes, untilSeconds)
  const rows = shown.map((who, index) => {
    const middle = TOP + (index + 0.5) * ROW
    const own = events.filter(event => event.who === who)
    return html`<path class="grid" d="M${LEFT} ${TOP + (index + 1) * ROW}H${frame.right}"/>
      <text x="${LEFT - 10}" y="${middle + 4}" text-anchor="end" class="ink">${who}</text>
      ${own.filter(isBar).sort((a, b) => BAR_ORDER.indexOf(a.kind) - BAR_ORDER.indexOf(b.kind))
        .map(event => bar(event, place, middle))}
      ${own.filter(event => !isBar(event)).map(event => sign(event, place, middle))}
      ${words(own, place, middle, frame.right)}`
  })
  const wall = failure !== undefined && html`<path class="stroke-bad" stroke-width="1.5"
    d="M${place(failure.seconds)} ${TOP}V${bottom}"><title>${failure.message}</title></path>`
  return html`<div class="wide">${picture(frame, title, html`${rows}${wall}${xAxis(frame, x, 's')}`)}</div>
    ${everybody.length > MAX_LANES && html`<p class="aside">and ${everybody.length - MAX_LANES} more</p>`}
    ${list(lanes.filter(({ kind }) => kind === 'fault'))}`
}

/** Faults lie too near each other for words beside their signs. */
function list (faults: readonly LaneEvent[]): Markup {
  if (faults.length === 0) return html``
  const shown = faults.slice(0, MAX_LISTED)
  return html`<ul class="told">${shown.map(({ seconds, text, who }) =>
    html`<li><b>${format(seconds, 's')}</b> ${who === 'world' ? '' : `${who}: `}${text}</li>`)}
    ${faults.length > shown.length && html`<li>and ${faults.length - shown.length} more</li>`}</ul>`
}

/** The world first, then its infrastructure, then people in the order in which they appear. */
function rank (who: string): number {
  return who === 'world' ? 0 : who === 'waku' ? 1 : who.startsWith('relay') ? 2 : 3
}

type Place = (seconds: number) => number

const BAR_ORDER: readonly LaneEvent['kind'][] = ['online', 'fault', 'connection', 'transfer']

function isBar ({ untilSeconds }: LaneEvent): boolean {
  return untilSeconds !== undefined
}

function bar ({ kind, seconds, untilSeconds, text }: LaneEvent, place: Place, middle: number): Markup {
  const [style, height, lift] = BARS[kind] ?? BARS.note!
  const from = place(seconds)
  return html`<rect class="${style}" x="${from}" y="${middle - height / 2 + lift}" height="${height}" rx="1.5"
    width="${Math.max(1.5, place(untilSeconds!) - from)}"><title>${text}: ${format(seconds, 's')} to
    ${format(untilSeconds!, 's')}</title></rect>`
}

/** Class, height, and how far below the lane's middle. */
const BARS: Partial<Record<LaneEvent['kind'], readonly [string, number, number]>> = {
  online: ['lane', 16, 0],
  transfer: ['fill-blue', 5, -3],
  connection: ['fill-sky', 2, 4],
  fault: ['fill-orange', 3, 7],
  note: ['fill-faint', 3, 0],
}

function sign ({ kind, seconds, text }: LaneEvent, place: Place, middle: number): Markup {
  const x = place(seconds)
  const title = html`<title>${format(seconds, 's')}: ${text}</title>`
  switch (kind) {
    case 'crash': return html`<path class="stroke-bad" stroke-width="2.2" stroke-linecap="round"
      d="M${x - 4} ${middle - 4}l8 8m0-8l-8 8">${title}</path>`
    case 'fault': return html`<path class="fill-orange" d="M${x} ${middle - 5}l5 5l-5 5l-5-5z">${title}</path>`
    case 'signal': return html`<path class="violet" stroke-width="1.6" d="M${x} ${middle - 5}v10">${title}</path>`
    case 'connection': return html`<circle class="fill-sky" cx="${x}" cy="${middle + 4}" r="2">${title}</circle>`
    case 'transfer': return html`<circle class="fill-blue" cx="${x}" cy="${middle}" r="4">${title}</circle>`
    case 'online': return html`<path class="fill-green" d="M${x - 3} ${middle - 4}l7 4l-7 4z">${title}</path>`
    case 'note': return html`<circle class="fill-faint" cx="${x}" cy="${middle}" r="3">${title}</circle>`
  }
}

/** Signs that need words; the others are told by their shape. */
const SPOKEN = new Set<LaneEvent['kind']>(['fault', 'crash', 'note'])

/** What happened in words, beside its sign, wherever the words fit before the next sign. */
function words (own: readonly LaneEvent[], place: Place, middle: number, right: number): Markup {
  const told = own.filter(event => !isBar(event) && SPOKEN.has(event.kind))
    .sort((a, b) => a.seconds - b.seconds)
  return html`${told.map((event, index) => {
    const from = place(event.seconds) + 8
    const next = told[index + 1]
    const room = (next === undefined ? right : place(next.seconds) - 8) - from
    if (event.text.length * LETTER > room) return undefined
    return html`<text class="small halo" x="${from}" y="${middle + 3.5}">${event.text}</text>`
  })}`
}

/** What the signs mean. */
export function swimLaneLegend (): Markup {
  const entries: readonly (readonly [LaneEvent['kind'], boolean, string])[] = [
    ['online', true, 'online'], ['transfer', true, 'transfer'], ['connection', true, 'connection'],
    ['transfer', false, 'done'], ['signal', false, 'message on Waku'], ['fault', false, 'fault'],
    ['crash', false, 'crash'],
  ]
  return html`<div class="legend">${entries.map(([kind, lasts, text]) => {
    const event: LaneEvent = { kind, text, who: '', seconds: 2, ...(lasts && { untilSeconds: 14 }) }
    const seconds: Place = at => lasts ? at : 8
    const drawn = lasts ? bar({ ...event }, seconds, 6) : sign(event, seconds, 6)
    return html`<span><svg viewBox="0 0 16 12" aria-hidden="true">${drawn}</svg>${text}</span>`
  })}</div>`
}
