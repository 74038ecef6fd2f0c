/**
 * What the service worker and a page say to each other, over one port for each request. The worker may be of an older
 * release than the page, or be stopped and started at any time: it knows nothing, and what it answers the page decides.
 */

/** The worker passes a request on to the page that made it; the port comes with it. */
export interface MediaRequest {
  readonly type: 'passel-media'
  readonly home: string
  readonly id: string
  readonly range: string | null
}

/** First of all, from the page. A response with a body is then pulled, piece by piece. */
export interface MediaHead {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: boolean
}

/** From the worker: the next piece, or no more. */
export type MediaOrder = 'pull' | 'stop'

/** From the page: a piece, the end, or a failure that cuts the response off. */
export type MediaPiece = Uint8Array<ArrayBuffer> | null | 'failed'
