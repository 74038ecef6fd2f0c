import { expect, test } from 'vitest'
import { answerRange } from './answer-range.ts'

const SIZE = 1000

test.each([
  ['bytes=0-', 0, 1000, 'bytes 0-999/1000'],
  ['bytes=100-199', 100, 200, 'bytes 100-199/1000'],
  ['bytes=999-', 999, 1000, 'bytes 999-999/1000'],
  ['bytes=0-0', 0, 1, 'bytes 0-0/1000'],
  ['bytes=900-5000', 900, 1000, 'bytes 900-999/1000'],
  ['bytes=-300', 700, 1000, 'bytes 700-999/1000'],
  ['bytes=-5000', 0, 1000, 'bytes 0-999/1000'],
])('%s is that part and says which', (header, start, end, contentRange) => {
  expect(answerRange(header, SIZE)).toEqual({
    status: 206,
    start,
    end,
    headers: { 'accept-ranges': 'bytes', 'content-length': String(end - start), 'content-range': contentRange }
  })
})

test.each([null, '', 'bytes=', 'bytes=-', 'bytes=5-4', 'bytes=0-1,5-6', 'lines=0-1', 'bytes=a-b', 'bytes=1e3-'])(
  '%s is answered with everything', (header) => {
    expect(answerRange(header, SIZE)).toEqual({
      status: 200, start: 0, end: SIZE, headers: { 'accept-ranges': 'bytes', 'content-length': '1000' }
    })
  }
)

test.each(['bytes=1000-', 'bytes=1000-1001', 'bytes=-0'])('%s asks for nothing there is', (header) => {
  expect(answerRange(header, SIZE)).toEqual({
    status: 416, start: 0, end: 0, headers: { 'content-range': 'bytes */1000' }
  })
})

test('of an empty payload every range is behind its end', () => {
  expect(answerRange('bytes=0-', 0).status).toBe(416)
  expect(answerRange(null, 0).status).toBe(200)
})
