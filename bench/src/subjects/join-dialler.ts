/**
 * Several links of one process that join swarms of a listener over and over: join, leave, the next one.
 * Each has one join under way, so that one swarm and a hundred thousand are asked for in the same way.
 */
import { join } from 'node:path'
import type { LinkPort } from '@passel/core'
import { nodePlatform } from '@passel/node'
import { serve } from './serve.ts'
import { hearing, swarmKeys, type SwarmKeys } from './swarm-keys.ts'

export interface JoinDiallerOptions {
  readonly home: string
  /** Links, each a peer of its own. */
  readonly links: number
}

export interface JoinRequest {
  readonly peer: string
  readonly addresses: readonly string[]
  /** Swarms of the listener to take turns with. */
  readonly swarms: number
  /** Joins of each link. */
  readonly joins: number
}

/** Seconds for all joins of all links. */
export type JoinAnswer = number

/** Swarms that one link takes turns with at most; the listener does not know which. */
const OWN_SWARMS = 500

interface Dialler {
  joinAll(request: JoinRequest): Promise<() => Promise<void>>
}

/** Spreads the link's own swarms over all of the listener's. */
function chosen(swarms: number, link: number): SwarmKeys[] {
  const count = Math.min(swarms, OWN_SWARMS)
  return Array.from({ length: count }, (_, i) => swarmKeys(Math.floor((i * swarms) / count + link) % swarms))
}

async function createDialler(home: string, number: number): Promise<Dialler> {
  type Conn = Parameters<LinkPort['join']>[0]
  let conn: Conn | undefined
  let next: (chan: Parameters<LinkPort['leave']>[0]) => void = () => undefined
  let fail: (error: Error) => void = () => undefined
  const link = await nodePlatform({ home: join(home, `link-${number}`) }).createLink('direct', hearing({
    connUp: (up) => (conn = up),
    connDown: () => fail(new Error('the connection went down')),
    joined: (_conn, chan) => next(chan),
    joinRefused: () => fail(new Error('a join was refused')),
  }))
  return {
    async joinAll({ peer, addresses, swarms, joins }) {
      const mine = chosen(swarms, number)
      for (const keys of mine) link.admit(keys)
      const signal = AbortSignal.timeout(10_000)
      await link.dial(peer as typeof link.self, addresses as ReturnType<typeof link.addresses>, 'direct', signal)
      return () =>
        new Promise<void>((resolve, reject) => {
          let joined = 0
          const start = (): void => link.join(conn as Conn, (mine[joined % mine.length] as SwarmKeys).swarm)
          fail = reject
          next = (chan) => {
            link.leave(chan, 'done')
            joined += 1
            if (joined === joins) resolve()
            else start()
          }
          start()
        })
    },
  }
}

serve<JoinDiallerOptions, null, JoinRequest, JoinAnswer>(async ({ home, links }) => {
  const diallers = await Promise.all(Array.from({ length: links }, (_, number) => createDialler(home, number)))
  const answer = async (request: JoinRequest): Promise<JoinAnswer> => {
    const ready = await Promise.all(diallers.map((dialler) => dialler.joinAll(request)))
    const startedAt = performance.now()
    await Promise.all(ready.map((run) => run()))
    return (performance.now() - startedAt) / 1000
  }
  return { ready: null, answer }
})
