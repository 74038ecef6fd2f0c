import { expect, test } from 'vitest'
import { numberedPath } from './disk.ts'

test.each([
  ['/a/photo.jpg', 1, '/a/photo.jpg'],
  ['/a/photo.jpg', 2, '/a/photo (2).jpg'],
  ['C:\\a.b\\photo', 3, 'C:\\a.b\\photo (3)'],
  ['/a.b/photo', 2, '/a.b/photo (2)'],
  ['/a/.profile', 2, '/a/.profile (2)'],
  ['archive.tar.gz', 2, 'archive.tar (2).gz'],
  ['photo.', 2, 'photo. (2)'],
])('the name of %s at attempt %i is %s', (path, attempt, name) => {
  expect(numberedPath(path, attempt)).toBe(name)
})
