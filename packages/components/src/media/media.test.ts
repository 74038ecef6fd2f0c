import { expect, test } from 'vitest'
import { inlineKind } from '@passel/core'
import { sniffImage } from './sniff-image.ts'

test.each([
  ['image/png', 'image'], ['IMAGE/JPEG', 'image'], ['video/mp4; codecs="avc1"', 'video'], ['audio/ogg', 'audio']
])('%s may be shown as %s', (mediaType, kind) => {
  expect(inlineKind(mediaType)?.kind).toBe(kind)
})

test.each([
  'image/svg+xml', 'text/html', 'application/xhtml+xml', 'application/pdf', 'text/html; image/png', 'image', '',
  undefined, 'image/png\u0000', 'multipart/x-mixed-replace'
])('%s is only ever saved', (mediaType) => {
  expect(inlineKind(mediaType)).toBeUndefined()
})

test('what is handed to the page is the type that was checked, without parameters', () => {
  expect(inlineKind('Image/PNG; charset=x')?.mediaType).toBe('image/png')
})

test('pictures are known by their first bytes, and a drawing is none', () => {
  expect(sniffImage(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d))).toBe('image/png')
  expect(sniffImage(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0))).toBe('image/jpeg')
  expect(sniffImage(new TextEncoder().encode('RIFF....WEBPVP8 '))).toBe('image/webp')
  const others = ['<svg xmlns="..."/>', '<?xml?>', '<html>', '', 'R'].map((text) => new TextEncoder().encode(text))
  expect(others.filter((bytes) => sniffImage(bytes) !== undefined)).toEqual([])
})
