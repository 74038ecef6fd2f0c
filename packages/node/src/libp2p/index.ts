export { createNodeLink } from './node-link.ts'
export type { NodeLinkOptions } from './node-link.ts'
