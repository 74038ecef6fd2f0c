/** Stories played twice: by the machines in virtual time, and by whole engines over sockets. */
export { compare } from './compare.ts'
export { STORIES } from './story.ts'
export type { Story, Told } from './story.ts'
