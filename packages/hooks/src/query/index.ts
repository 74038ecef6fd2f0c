/** Small payloads as queries of TanStack Query, which must be installed. */
export { payloadKeys } from './payload-keys.ts'
export { payloadQueryOptions } from './payload-query-options.ts'
export type { PayloadQueryOptions } from './payload-query-options.ts'
