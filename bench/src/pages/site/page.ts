/** What a page of the bench can be asked for, by name, from outside. */
import * as channel from './channel.ts'
import * as engine from './engine.ts'

const face = { ...engine, ...channel }

/** The calls a page answers; what goes in and comes out is JSON. */
export type PageFace = typeof face

Object.assign(globalThis, { bench: face })
