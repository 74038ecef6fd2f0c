import { expect, test } from 'vitest'
import { arabic } from './arabic.ts'
import { english } from './english.ts'

test('a translation says everything, and nothing in English', () => {
  for (const [key, words] of Object.entries(arabic)) {
    if (key === 'locale' || key === 'direction') continue
    expect(said(words).filter((text) => !/\p{Script=Arabic}/u.test(text))).toEqual([])
  }
  expect(Object.keys(arabic)).toEqual(Object.keys(english))
  expect(Object.keys(arabic.errors)).toEqual(Object.keys(english.errors))
})

test('every button says which file it means', () => {
  const { pause, resume, cancel, retry, save, remove, chooseAgain, stopSharing, download, dismiss, progress } = english
  const labels = [pause, resume, cancel, retry, save, remove, chooseAgain, stopSharing, download, dismiss, progress]
  for (const label of labels) expect(label('photo.jpg')).toContain('photo.jpg')
})

test('one is not several', () => {
  expect([english.peers(1, 'direct'), english.peers(2, null)]).toEqual(['1 peer, direct', '2 peers'])
  expect([english.filesLeft(1), english.filesLeft(3)]).toEqual(['1 file', '3 files'])
  expect([1, 2, 3, 11].map((count) => arabic.filesLeft(count))).toEqual(['ملف واحد', 'ملفان', '3 ملفات', '11 ملفًا'])
})

/** Every text below, with names and numbers left out: those need no translation. */
function said (words: unknown): string[] {
  if (typeof words === 'string') return [words]
  if (typeof words === 'object' && words !== null) return Object.values(words).flatMap(said)
  const text = (words as (...args: readonly unknown[]) => string)('', 'relayed')
  // Punctuation between a name and what is said of it.
  return /^[\s:]*(relayed)?$/.test(text) ? [] : [text]
}
