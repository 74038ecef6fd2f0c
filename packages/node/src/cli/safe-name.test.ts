import type { Reference } from '@passel/core'
import { expect, test } from 'vitest'
import { safeName } from './safe-name.ts'

function named (name: string | undefined): Reference {
  return {
    version: 1,
    kind: 'file',
    privacy: 'direct',
    secret: new Uint8Array(32),
    author: new Uint8Array(32),
    hints: [],
    relays: [],
    ...(name === undefined ? {} : { name })
  }
}

const DEFAULT = 'passel-download'

test.each<[string | undefined, string]>([
  ['holiday.mp4', 'holiday.mp4'],
  ['Ferien 2026 – Größe.mp4', 'Ferien 2026 – Größe.mp4'],
  ['/etc/passwd', 'passwd'],
  ['../../../.ssh/authorized_keys', 'authorized_keys'],
  ['..\\..\\Windows\\system32\\evil.dll', 'evil.dll'],
  ['C:\\evil.exe', 'evil.exe'],
  ['folder/', 'folder'],
  ['.bashrc', 'bashrc'],
  ['...hidden', 'hidden'],
  ['\u0000.bashrc', 'bashrc'],
  ['.\u0000.', DEFAULT],
  ['a\r\nForged line', 'aForged line'],
  ['red\u001b[31m.txt', 'red[31m.txt'],
  ['..', DEFAULT],
  ['../..', DEFAULT],
  ['/', DEFAULT],
  ['.', DEFAULT],
  ['', DEFAULT],
  ['\u0000\u0007', DEFAULT],
  [undefined, DEFAULT]
])('what a sender calls %j is saved as %j', (name, saved) => {
  expect(safeName(named(name))).toBe(saved)
})

test('no name leaves the folder or hides', () => {
  const bits = ['..', '.', '/', '\\', 'a', '\u0000', '\n', ' ']
  for (const a of bits) {
    for (const b of bits) {
      for (const c of bits) {
        const name = safeName(named(`${a}${b}${c}`))
        expect(name).not.toMatch(/[/\\]|^\.|^$/)
      }
    }
  }
})
