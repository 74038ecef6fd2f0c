/** Status codes that the Waku request protocols share. */
export const STATUS = {
  ok: 200,
  badRequest: 400,
  notFound: 404,
  tooLarge: 413,
  invalidMessage: 420,
  unsupportedTopic: 421,
  tooManyRequests: 429,
  internal: 500,
  unavailable: 503
} as const

export type Status = typeof STATUS[keyof typeof STATUS]

/** A request that cannot be granted; answered with its status and message. */
export class Refusal extends Error {
  readonly status: Status

  constructor (status: Status, message: string) {
    super(message)
    this.name = 'Refusal'
    this.status = status
  }
}

/** The status and sentence to answer an error with. */
export function statusOf (error: unknown): { readonly status: Status, readonly reason: string } {
  if (error instanceof Refusal) return { status: error.status, reason: error.message }
  return { status: STATUS.internal, reason: 'the node failed; try another' }
}
