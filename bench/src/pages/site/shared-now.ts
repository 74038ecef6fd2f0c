/** Milliseconds on a clock that all pages of one browser share. */
export const sharedNow = (): number => performance.timeOrigin + performance.now()
