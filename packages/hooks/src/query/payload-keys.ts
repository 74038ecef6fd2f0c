import type { PlainRange, TransferId } from '@passel/core'

const ALL = ['passel', 'payload'] as const

/** Query keys, for invalidating and removing. Secrets are not part of them. */
export const payloadKeys = {
  all: ALL,
  payload: (id: TransferId) => [...ALL, id] as const,
  range: (id: TransferId, range?: PlainRange) => [...ALL, id, range?.start ?? 0, range?.end ?? null] as const
}
