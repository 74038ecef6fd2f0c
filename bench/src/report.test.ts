import { expect, test } from 'vitest'
import type { Declaration, Outcome } from './measure.ts'
import { judge, table } from './report.ts'

const MEASURE: Declaration = {
  name: 'example',
  title: 'Example',
  reference: 'another',
  targets: [
    { figure: 'ratio', atLeast: 0.6, stretch: 0.8 },
    { figure: 'waste', atMost: 2 },
  ],
}

function outcome(ratio: readonly number[], waste: readonly number[]): Outcome {
  const figures = [
    { name: 'ratio', unit: '', values: ratio },
    { name: 'waste', unit: '%', values: waste },
  ]
  return { sides: [{ name: 'ours', unit: 'MB/s', values: [120, 100, 110] }], figures, notes: [] }
}

test('the median of each figure is judged, and the bound itself is met', () => {
  const verdicts = (ratio: number[], waste: number[]): boolean[] =>
    judge(MEASURE, outcome(ratio, waste)).verdicts.map(({ met }) => met)
  expect(verdicts([0.1, 0.6, 0.9], [2, 2, 9])).toEqual([true, true])
  expect(verdicts([0.59, 0.59, 0.9], [2.1])).toEqual([false, false])
})

test('a target without its figure is an error', () => {
  expect(() => judge(MEASURE, { sides: [], figures: [], notes: [] })).toThrow("'ratio'")
})

test('the table shows sides, figures, bounds and verdicts', () => {
  const text = table(judge(MEASURE, outcome([0.5, 0.7, 0.9], [3])))
  const rows = text.split('\n').map((line) => line.split('|').map((cell) => cell.trim()).filter(Boolean))
  expect(rows[2]).toEqual(['ours', '110 MB/s', '100 - 120', '3'])
  expect(rows[3]).toEqual(['ratio', '0.700', '0.500 - 0.900', '3', '>= 0.6 (stretch 0.8)', 'met'])
  expect(rows[4]).toEqual(['waste', '3.00 %', '3.00 - 3.00', '1', '<= 2', 'missed'])
})
