/** Bundles as files, without an engine. */
export { readBundle } from './read-bundle.ts'
export { writeBundle } from './write-bundle.ts'
export type { MessageSource, WrittenBundle } from './write-bundle.ts'
