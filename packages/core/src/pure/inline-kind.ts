export type InlineKind = 'image' | 'video' | 'audio'

/**
 * What may be shown on the page. SVG and HTML are documents with scripts, and anything unknown may be one of them:
 * those are only ever saved.
 */
const INLINE: Readonly<Record<InlineKind, readonly string[]>> = {
  image: ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp'],
  video: ['video/mp4', 'video/webm', 'video/ogg', 'video/quicktime'],
  audio: [
    'audio/mpeg', 'audio/mp4', 'audio/ogg', 'audio/wav', 'audio/x-wav', 'audio/webm', 'audio/aac', 'audio/flac',
    'audio/x-m4a'
  ]
}

/** A media type without parameters that may be shown, and how; undefined for everything else. */
export function inlineKind (mediaType: string | undefined): { kind: InlineKind, mediaType: string } | undefined {
  const plain = (mediaType ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  for (const kind of ['image', 'video', 'audio'] as const) {
    if (INLINE[kind].includes(plain)) return { kind, mediaType: plain }
  }
  return undefined
}
