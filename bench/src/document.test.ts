import { expect, test } from 'vitest'
import { replaceSection } from './document.ts'

const TEXT = 'before\n<!-- bench:a -->\nold\n<!-- /bench:a -->\nafter\n'

test('a section replaces what stood between its markers and nothing else', () => {
  const once = replaceSection(TEXT, 'a', 'new')
  expect(once).toBe('before\n<!-- bench:a -->\nnew\n<!-- /bench:a -->\nafter\n')
  expect(replaceSection(once, 'a', 'new')).toBe(once)
})

test('a section without a place is an error', () => {
  expect(() => replaceSection(TEXT, 'b', 'new')).toThrow('no place')
})
