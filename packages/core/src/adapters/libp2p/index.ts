export { createLibp2pLink } from './link.ts'
export type { Libp2pLink, Libp2pLinkOptions } from './link.ts'
export { DialError } from './dial-error.ts'
export type { TransportFactory } from './node.ts'
