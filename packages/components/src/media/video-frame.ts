/** A film often begins with black; where one is shorter, half way. */
const FRAME_AT_S = 1
/** Sending waits this long for a picture, and then goes without. */
const PATIENCE_MS = 3_000

/** A picture from early in a film; undefined for what this browser cannot play, or not soon. */
export async function videoFrame (file: Blob): Promise<ImageBitmap | undefined> {
  const url = URL.createObjectURL(file)
  const video = document.createElement('video')
  video.muted = true
  video.playsInline = true
  video.preload = 'auto'
  const given = new AbortController()
  const timer = setTimeout(() => given.abort(), PATIENCE_MS)
  try {
    const ready = once(video, 'loadeddata', given.signal)
    video.src = url
    await ready
    // What is recorded live has no length before it was read to its end.
    const at = Number.isFinite(video.duration) ? Math.min(FRAME_AT_S, video.duration / 2) : 0
    if (at > 0) {
      const sought = once(video, 'seeked', given.signal)
      video.currentTime = at
      await sought
    }
    return await createImageBitmap(video)
  } catch {
    return undefined // the film is sent all the same
  } finally {
    clearTimeout(timer)
    video.removeAttribute('src')
    video.load()
    URL.revokeObjectURL(url)
  }
}

function once (video: HTMLVideoElement, type: 'loadeddata' | 'seeked', signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new Error(`no ${type}`))
    video.addEventListener(type, () => resolve(), { once: true, signal })
    video.addEventListener('error', fail, { once: true, signal })
    signal.addEventListener('abort', fail, { once: true })
  })
}
