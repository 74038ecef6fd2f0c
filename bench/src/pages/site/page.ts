/** What a page of the bench can be asked for, by name, from outside. */
import type * as Bitswap from './bitswap.ts'
import * as channel from './channel.ts'
import * as engine from './engine.ts'
import { prepare } from './prepared.ts'
import { nextSignal, takeSignal } from './signals.ts'
import type * as Torrent from './torrent.ts'
import * as watch from './watch.ts'

const face = { ...engine, ...channel, ...watch, prepare, nextSignal, takeSignal, load }

/** The calls a page answers; what goes in and comes out is JSON. Those of a library are there once it is loaded. */
export type PageFace = typeof face & typeof Bitswap & typeof Torrent

/** Other people's libraries are loaded by the pages that run them, and weigh on no others. */
const LIBRARIES = { bitswap: () => import('./bitswap.ts'), torrent: () => import('./torrent.ts') }

async function load(name: keyof typeof LIBRARIES): Promise<void> {
  Object.assign(face, await LIBRARIES[name]())
}

Object.assign(globalThis, { bench: face })
