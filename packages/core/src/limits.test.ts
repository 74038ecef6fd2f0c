import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as limits from './limits.ts'

/** What one of each unit is in the constants' own: bytes, milliseconds, or one. */
const UNITS: Readonly<Record<string, number>> = {
  B: 1, KiB: 1024, MiB: 1024 ** 2, ms: 1, s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000, '%': 0.01,
}

/** `64 KiB` is 65536, `1 s to 10 min` is [1000, 600000], `262,144` is itself; NaN for what cannot be read. */
function numbersOf (written: string): number[] {
  return written.split(/ to |, (?=\d)/).map((part) => {
    const [number = '', unit] = part.split(' ')
    return Number(number.replaceAll(',', '')) * (unit === undefined ? 1 : UNITS[unit] ?? NaN)
  })
}

const page = readFileSync(new URL('../../../docs/LIMITS.md', import.meta.url), 'utf8')
const rows = [...page.matchAll(/^\| `([A-Z][A-Z0-9_]*)` \| ([^|]+) \| ([^|]+) \|$/gm)]
const documented = new Map(rows.map(([, name, value, reason]) => [name, { value: value!, reason: reason!.trim() }]))

test('docs/LIMITS.md has every bound with its value, and a reason', () => {
  const wrong = Object.entries(limits).flatMap(([name, value]) => {
    const row = documented.get(name)
    if (row === undefined) return [`add to a table: | \`${name}\` | ${String(value)} | what, and why |`]
    const same = numbersOf(row.value).join() === [value].flat().join()
    return same ? [] : [`${name} is ${String(value)}, the page says ${row.value}`]
  })
  expect(wrong).toEqual([])
  expect([...documented.values()].filter(({ reason }) => reason.length < 5)).toEqual([])
})

test('docs/LIMITS.md names no bound twice, and none that is gone', () => {
  const names = rows.map(([, name = '']) => name)
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
  expect(names.filter((name) => !(name in limits))).toEqual([])
})
