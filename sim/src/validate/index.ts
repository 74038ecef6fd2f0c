/** The lab held against theory and published measurements. */
export { validate } from './validate.ts'
export type { ValidateOptions } from './validate.ts'
