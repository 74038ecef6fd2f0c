import { describe, expect, test } from 'vitest'
import { displayName } from './display-name.ts'
import { saveName } from './save-name.ts'

const shown = (name: string | undefined) => displayName(name, 'Unnamed file')

describe('what is shown', () => {
  test('is stem and extension', () => {
    expect(shown('photo.jpg')).toEqual({ stem: 'photo', extension: '.jpg', text: 'photo.jpg' })
    expect(shown('archive.tar.gz')).toMatchObject({ stem: 'archive.tar', extension: '.gz' })
    expect(shown('Makefile')).toMatchObject({ stem: 'Makefile', extension: '' })
    expect(shown('.bashrc')).toMatchObject({ stem: '.bashrc', extension: '' })
  })

  test.each([
    ['a right-to-left override', 'photo\u202egpj.exe', 'photogpj.exe'],
    ['an isolate', 'a\u2067b\u2069.txt', 'ab.txt'],
    ['an Arabic letter mark', 'a\u061cb.txt', 'ab.txt'],
    ['spaces that nobody sees', 'a\u200b\ufeff.txt', 'a.txt'],
    ['line breaks, tabs and nulls', 'a\r\nb\t\u0000c.txt', 'abc.txt'],
    ['a line separator', 'a\u2028b.txt', 'ab.txt']
  ])('leaves out %s', (_what, name, text) => {
    expect(shown(name).text).toBe(text)
  })

  test('keeps the joiners that scripts and emoji need', () => {
    expect(shown('👩‍👧.png').text).toBe('👩‍👧.png')
    expect(shown('می\u200cخواهم.txt').text).toBe('می\u200cخواهم.txt')
  })

  test('is short, whatever it was, its end included, and no character is cut in two', () => {
    const { text, extension } = shown(`${'😀'.repeat(1_000)}end.txt`)
    expect([...text].length).toBeLessThanOrEqual(84)
    expect(text.endsWith('😀end.txt')).toBe(true)
    expect(() => encodeURIComponent(text)).not.toThrow()
    expect(extension).toBe('.txt')
    expect([...shown('x'.repeat(4_096)).text].length).toBeLessThanOrEqual(80)
  })

  test('is never nothing', () => {
    for (const name of [undefined, '', '  ', '\u202e\u200b']) expect(shown(name).text).toBe('Unnamed file')
  })
})

describe('what is saved', () => {
  test.each([
    ['../../etc/passwd', '_.._etc_passwd'],
    ['C:\\Windows\\x.exe', 'C__Windows_x.exe'],
    ['.bashrc', 'bashrc'],
    ['con<>|?*".txt', 'con______.txt'],
    ['trailing. . ', 'trailing'],
    ['\u202e', 'file'],
    [undefined, 'file']
  ])('%s as %s', (name, saved) => {
    expect(saveName(name)).toBe(saved)
  })
})
