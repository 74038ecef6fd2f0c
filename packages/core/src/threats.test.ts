import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const page = readFileSync(`${root}docs/THREATS.md`, 'utf8')

/** Where the page's paths begin. */
const ROOTS = ['', 'packages/core/src/', 'packages/core/src/adapters/', 'packages/core/src/adapters/libp2p/']

/** The words in backquotes in one column of the table about bad input. */
function named (column: number): string[] {
  const rows = page.slice(page.indexOf('## Bad input')).split('\n').filter((line) => line.startsWith('|'))
  const cells = rows.slice(2).map((row) => row.split('|')[column] ?? '')
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word))
}

test('docs/THREATS.md sends readers to files that are there', () => {
  const there = (path: string): boolean =>
    ROOTS.some((at) => existsSync(root + at + path) || existsSync(`${root}${at}${path}.ts`))
  expect(named(3).length).toBeGreaterThan(20)
  expect(named(3).filter((path) => !there(path))).toEqual([])
})

test('docs/THREATS.md names tests that are there', () => {
  const files = globSync('{packages/*,sim}/src/**/*.test.ts', { cwd: root })
  const tests = new Set(files.map((path) => basename(path, '.test.ts')))
  const names = named(4).filter((name) => name !== 'npm run fuzz')
  expect(names.length).toBeGreaterThan(20)
  expect(names.filter((name) => !tests.has(basename(name)))).toEqual([])
})
