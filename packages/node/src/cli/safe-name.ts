import { basename } from 'node:path'
import type { Reference } from '@passel/core'

/** Bytes of a file name that every common file system takes, with room for a number and an ending. */
const MAX_NAME_BYTES = 200
/** Control characters could forge lines on a terminal; marks of direction could hide a file's true ending. */
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** A sender chooses the name, so only its last part is used, cleaned, and never a hidden or empty one. */
export function safeName (reference: Reference): string {
  const last = basename((reference.name ?? '').replaceAll('\\', '/'))
  const name = shortened(last.replaceAll(UNSAFE, '').replace(/^\.+/, ''))
  return name === '' ? 'passel-download' : name
}

/** Cuts the middle, so that the ending still tells what kind of file it is. */
function shortened (name: string): string {
  const bytes = (text: readonly string[]): number => Buffer.byteLength(text.join(''))
  const characters = [...name]
  const middle = (): number => Math.max(0, characters.length - 12)
  while (bytes(characters) > MAX_NAME_BYTES) characters.splice(middle(), 1)
  return characters.join('')
}
