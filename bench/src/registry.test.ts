import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { replaceSection } from './document.ts'
import { measures } from './registry.ts'

const DOCUMENT = readFileSync(new URL('../../docs/BENCHMARKS.md', import.meta.url), 'utf8')

test('names are told apart', () => {
  expect(new Set(measures.map(({ name }) => name)).size).toBe(measures.length)
})

test.each(measures.map(({ name }) => name))('%s has a place in the documentation', (name) => {
  expect(replaceSection(DOCUMENT, name, 'figures')).toContain('figures')
})
