export { createAuthorKeys, verify } from './author-keys.ts'
export { createSystem } from './system.ts'
