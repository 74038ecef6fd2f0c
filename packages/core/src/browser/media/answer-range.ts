export interface RangeAnswer {
  readonly status: 200 | 206 | 416
  /** Bytes of the payload to give, the end not included; none for 416. */
  readonly start: number
  readonly end: number
  readonly headers: Readonly<Record<string, string>>
}

/** One range, as media elements ask for it: `bytes=0-`, `bytes=100-199`, `bytes=-500`. */
const ONE_RANGE = /^bytes=(?:(\d{1,15})-(\d{1,15})?|-(\d{1,15}))$/

/**
 * What a `Range` header asks of `size` bytes. Without one, with several ranges, or with one that cannot be read, it is
 * everything, as RFC 9110 allows; what begins behind the end is 416.
 */
export function answerRange (header: string | null, size: number): RangeAnswer {
  const [, from, to, last] = ONE_RANGE.exec(header?.trim() ?? '') ?? []
  if (from === undefined && last === undefined) return whole(size)
  const start = from === undefined ? Math.max(0, size - Number(last)) : Number(from)
  const end = to === undefined ? size : Math.min(Number(to) + 1, size)
  // An end before its start makes the header invalid, and an invalid one is ignored.
  if (to !== undefined && Number(to) < start) return whole(size)
  if (start >= size || Number(last) === 0) {
    return { status: 416, start: 0, end: 0, headers: { 'content-range': `bytes */${size}` } }
  }
  return {
    status: 206,
    start,
    end,
    headers: {
      'accept-ranges': 'bytes',
      'content-length': String(end - start),
      'content-range': `bytes ${start}-${end - 1}/${size}`
    }
  }
}

function whole (size: number): RangeAnswer {
  return {
    status: 200, start: 0, end: size, headers: { 'accept-ranges': 'bytes', 'content-length': String(size) }
  }
}
