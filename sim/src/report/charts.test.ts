import { expect, test } from 'vitest'
import type { LaneEvent } from '../results.ts'
import { path } from './axes.ts'
import { format, unitInWords } from './format.ts'
import { lasting } from './lasting.ts'
import { html } from './markup.ts'
import { linear, logarithmic, time } from './scale.ts'

test.each([
  [0.0231, 's', '23.1 ms'], [2.309, 's', '2.31 s'], [119.6, 's', '120 s'], [250, 's', '4 min 10 s'],
  [7199.9, 's', '120 min'], [9000, 's', '2 h 30 min'], [10 * 86_400, 's', '10 d'], [0, 's', '0 s'],
  [999, 'bytes', '999 B'], [12_340_000, 'bytes', '12.3 MB'], [999_600, 'bytes', '1 MB'], [2.5e6, 'B/s', '2.5 MB/s'],
  [0.1234, 'share', '12.3 %'], [1, 'share', '100 %'], [1_284_402, 'count', '1 284 402'], [-2.5, 'count', '−2.5'],
  [0.00012, '', '1.2e−4'], [null, 's', '–'], [Infinity, 's', '∞'], [1.25, 'times the payload', '1.25'],
])('%d %s is %s to a person', (value, unit, text) => {
  expect(format(value, unit).replaceAll('\u2009', ' ')).toBe(text)
})

test('a unit in words is said once', () => {
  expect([unitInWords('s'), unitInWords('times the payload')]).toEqual([undefined, 'times the payload'])
})

test('linear ticks are round and take in both ends', () => {
  expect(linear([0, 382], [0, 100]).ticks).toEqual([0, 100, 200, 300, 400])
  expect(linear([0, 0.3], [0, 100], 3).ticks).toEqual([0, 0.1, 0.2, 0.3])
  expect(linear([5, 5], [0, 100]).ticks.length).toBeGreaterThan(1)
  expect(linear([0, 40], [10, 110])(20)).toBe(60)
})

test('ticks of time are those of a clock', () => {
  expect(time([0, 200], [0, 100], 4).ticks).toEqual([0, 60, 120, 180])
  expect(time([48.3, 61], [0, 100], 4).ticks).toEqual([50, 55, 60])
  expect(time([0, 86_400], [0, 100], 4).ticks).toEqual([0, 21_600, 43_200, 64_800, 86_400])
})

test('logarithmic ticks are ones, twos and fives, or tens alone when there are many', () => {
  expect(logarithmic([0.8, 40], [0, 100], 6).ticks).toEqual([0.5, 1, 2, 5, 10, 20, 50])
  expect(logarithmic([0.01, 4000], [0, 100]).ticks).toEqual([0.01, 0.1, 1, 10, 100, 1000])
  expect(logarithmic([1, 100], [0, 100])(10)).toBeCloseTo(50, 9)
})

test('steps keep each value until the next', () => {
  expect(path([[0, 10], [5, 10], [8, 4]], true)).toBe('M0 10H8V4H8')
  expect(path([[0, 10], [5.04, 9]])).toBe('M0 10L5 9')
})

test('markup escapes what is put in, and only once', () => {
  expect(html`<b title="${'"'}">${'a < b'}${html`<i>${['&', 1.005]}</i>`}${false}${undefined}</b>`.markup)
    .toBe('<b title="&quot;">a &lt; b<i>&amp;1</i></b>')
})

test('moments become stretches: online until a crash, a transfer through a reboot is two', () => {
  const event = (seconds: number, kind: LaneEvent['kind'], text: string): LaneEvent => (
    { seconds, who: 'a', kind, text }
  )
  const stretches = lasting([
    event(0, 'online', 'boot'), event(1, 'transfer', 'get'), event(2, 'connection', 'b, direct'),
    event(5, 'crash', 'crash'), event(8, 'online', 'boot'), event(8, 'transfer', 'get'),
    event(9, 'transfer', 'finished'),
  ], 10).map(({ seconds, untilSeconds, text }) => [text, seconds, untilSeconds])
  expect(stretches).toEqual([
    ['boot', 0, 5], ['get', 1, 5], ['b, direct', 2, 10], ['crash', 5, undefined], ['boot', 8, 10], ['get', 8, 9],
    ['finished', 9, undefined],
  ])
})
