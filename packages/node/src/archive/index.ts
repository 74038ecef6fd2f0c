/** Archives on Node: messages as JSON lines, keys and state in files. */
export { readMessageLine, writeMessageLine } from './message-line.ts'
export type { MessageLine } from './message-line.ts'
export { fileMemory, seriesKeyOf } from './series-home.ts'
