import { expect, test } from 'vitest'
import type { LaneEvent } from '../results.ts'
import { path, SMALL, xAxis } from './axes.ts'
import { format, unitInWords } from './format.ts'
import { lasting } from './lasting.ts'
import { html } from './markup.ts'
import { linear, logarithmicTime, time } from './scale.ts'

test.each([
  [0.0231, 's', '23.1 ms'], [2.309, 's', '2.31 s'], [119.6, 's', '120 s'], [250, 's', '4 min 10 s'],
  [7199.9, 's', '2 h'], [9000, 's', '2 h 30 min'], [10 * 86_400, 's', '10 d'], [0, 's', '0 s'],
  [1.7, 'hours', '1 h 42 min'],
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

test('logarithmic time has tenths of seconds, then minutes and hours', () => {
  expect(logarithmicTime([0.08, 4000], [0, 100]).ticks).toEqual([0.1, 1, 10, 60, 600, 3600])
  expect(logarithmicTime([1, 100], [0, 100])(10)).toBeCloseTo(50, 9)
  expect(logarithmicTime([1, 100], [0, 100])(0)).toBe(0)
})

test('labels that would touch are left out, their ticks stay', () => {
  const axis = xAxis(SMALL, linear([0, 1_000_000], [SMALL.left, SMALL.right], 20), 'count').markup
  expect(axis.match(/<text/g)!.length).toBeLessThan(8)
  expect(axis.match(/v4/g)).toHaveLength(21)
})

test('steps keep each value until the next', () => {
  expect(path([[0, 10], [5, 10], [8, 4]], true)).toBe('M0 10H8V4H8')
  expect(path([[0, 10], [5.04, 9]])).toBe('M0 10L5 9')
})

test('markup escapes what is put in, and only once', () => {
  expect(html`<b title="${'"'}">${'a < b'}${html`<i>${['&', 1.005]}</i>`}${false}${undefined}</b>`.markup)
    .toBe('<b title="&quot;">a &lt; b<i>&amp;1</i></b>')
})

test('whoever is first seen at work was online by then, and the world is not a person', () => {
  const stretches = lasting([
    { seconds: 1, who: 'a', kind: 'transfer', text: 'get' }, { seconds: 2, who: 'world', kind: 'fault', text: 'hail' },
    { seconds: 4, who: 'a', kind: 'online', text: 'offline' },
  ], 10).map(({ who, seconds, untilSeconds, text }) => [who, text, seconds, untilSeconds])
  expect(stretches).toEqual([['a', 'online', 1, 4], ['a', 'get', 1, 10], ['world', 'hail', 2, undefined]])
})

test('a suspended process is suspended until it goes on or is killed', () => {
  const at = (seconds: number, text: string): LaneEvent => ({ seconds, who: 'a', kind: 'crash', text })
  const suspended = lasting([at(1, 'freeze'), at(3, 'thaw'), at(5, 'freeze'), at(6, 'power-cut')], 10)
    .filter(({ text }) => text === 'suspended').map(({ kind, seconds, untilSeconds }) => [kind, seconds, untilSeconds])
  expect(suspended).toEqual([['fault', 1, 3], ['fault', 5, 6]])
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
