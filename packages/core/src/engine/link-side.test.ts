import { describe, expect, test } from 'vitest'
import { chanNo, chunkNo, connNo, opNo, pageNo, swarmNo, type PrivacyClass } from '../ids.ts'
import type { Effect } from '../machines/effect.ts'
import type { LinkPort } from '../ports.ts'
import { createScriptedHost, type ScriptedHost } from '../testing/scripted/host.ts'
import { settled } from '../testing/scripted/system.ts'

const swarm = swarmNo(1)

function connect ({ links }: ScriptedHost, privacy: PrivacyClass, conn: number): void {
  links.node(privacy).listener.connUp(connNo(conn), 'them', 'direct', true, 1024, '/ip4/127.0.0.1/tcp/9')
}

describe('numbers', () => {
  test('connections and channels of two privacy classes never share a number', async () => {
    const scripted = createScriptedHost()
    const { host, links, peer } = scripted
    await Promise.all([host.openLinks('direct'), host.openLinks('relayed')])
    for (const privacy of ['direct', 'relayed'] as const) {
      for (const conn of [0, 1, 2]) {
        connect(scripted, privacy, conn)
        links.node(privacy).listener.joined(connNo(conn), chanNo(conn), swarm, 'us')
      }
    }
    const conns = peer.seen('conn-up').map(({ conn }) => conn)
    expect(new Set(conns).size).toBe(6)
    expect(peer.seen('joined').map(({ conn }) => conn)).toEqual(conns)
    expect(new Set(peer.seen('joined').map(({ chan }) => chan)).size).toBe(6)
    const classes = peer.seen('conn-up').map(({ privacy }) => privacy)
    expect(classes).toEqual(['direct', 'direct', 'direct', 'relayed', 'relayed', 'relayed'])
  })

  test('what the peer does to a connection reaches the node of its class, under the node\'s own number', async () => {
    const opening = [{ type: 'want-pages' as const, first: pageNo(0), count: 4 }]
    const scripted = createScriptedHost({
      react: (event): Effect[] => {
        switch (event.type) {
          case 'conn-up': return [{ type: 'join', conn: event.conn, swarm, opening }]
          case 'joined': return [
            { type: 'expect', chan: event.chan, chunk: chunkNo(3), chunkBytes: 64, alone: true },
            { type: 'frame', chan: event.chan, frame: { type: 'cancel', chunks: [] } },
            { type: 'leave', chan: event.chan, reason: 'surplus' },
            { type: 'hang-up', conn: event.conn }
          ]
          default: return []
        }
      }
    })
    const { host, links } = scripted
    await Promise.all([host.openLinks('direct'), host.openLinks('relayed')])
    connect(scripted, 'relayed', 5)
    const { listener, asked } = links.node('relayed')
    expect(asked('join')).toEqual([[5, swarm, opening]])
    listener.joined(connNo(5), chanNo(8), swarm, 'us')
    expect(asked('expect')).toEqual([[8, 3, 64, true]])
    expect(asked('sendFrame')).toEqual([[8, { type: 'cancel', chunks: [] }]])
    expect(asked('leave')).toEqual([[8, 'surplus']])
    expect(asked('hangUp')).toEqual([[5]])
    expect(links.node('direct').calls).toEqual([])
  })

  test('senders of a chunk are named by the engine\'s channel numbers', async () => {
    const { host, links, peer } = createScriptedHost()
    await host.openLinks('relayed')
    const { listener } = links.node('relayed')
    listener.joined(connNo(0), chanNo(4), swarm, 'them')
    listener.chunkIn(swarm, chunkNo(9), new ArrayBuffer(4), [chanNo(4)])
    expect(peer.seen('chunk-in').map(({ senders }) => senders)).toEqual([[peer.seen('joined')[0]?.chan]])
  })
})

describe('nodes', () => {
  test('a node is started once, when it is first needed', async () => {
    const { host, links } = createScriptedHost({
      react: (event) => event.type === 'online' ? [{ type: 'reserve', privacy: 'direct', relay: '/relay' }] : []
    })
    expect(links.started).toBe(0)
    host.dispatch({ type: 'online', online: true })
    host.dispatch({ type: 'online', online: true })
    await host.openLinks('direct')
    await settled()
    expect(links.started).toBe(1)
    expect(links.node('direct').asked('reserve')).toEqual([['/relay'], ['/relay']])
  })

  test('a node that could not be started is tried again when it is needed again', async () => {
    let tries = 0
    const { host, links, trouble } = createScriptedHost({
      links: { start: async () => { if (++tries === 1) throw new Error('the port is taken') } }
    })
    await expect(host.openLinks('direct')).rejects.toThrow('the port is taken')
    await host.openLinks('direct')
    expect(links.started).toBe(2)
    expect(trouble.map(([where]) => where)).toEqual(['links'])
  })

  test('a relay\'s news comes with our addresses as they are now', async () => {
    const addresses = ['/ip4/127.0.0.1/tcp/1']
    const { host, links, peer } = createScriptedHost({ links: { addresses } })
    await host.openLinks('direct')
    addresses.push('/relay/p2p-circuit')
    links.node('direct').listener.relay('/relay', 'reserved', '/relay/p2p-circuit')
    expect(peer.events.slice(-2)).toEqual([
      { type: 'relay', privacy: 'direct', relay: '/relay', state: 'reserved', address: '/relay/p2p-circuit' },
      { type: 'self', privacy: 'direct', peer: 'peer-direct', addresses }
    ])
  })
})

describe('dialling', () => {
  const op = opNo(7)
  const addresses = ['/ip4/127.0.0.1/tcp/9']
  const dial: Effect = {
    type: 'dial', op, privacy: 'direct', peer: 'them', addresses, path: 'direct', timeoutMs: 4_000
  }
  const untilAborted: LinkPort['dial'] = (_peer, _addresses, _path, signal) =>
    new Promise((_resolve, reject) => { signal.addEventListener('abort', () => reject(signal.reason as Error)) })

  function dialling (script: LinkPort['dial']): ScriptedHost {
    return createScriptedHost({
      react: (event) => {
        if (event.type === 'online') return [event.online ? dial : { type: 'abort-dial', op }]
        return []
      },
      links: { dial: script }
    })
  }

  test('one that succeeds is told, and leaves no alarm behind', async () => {
    const { host, links, peer, system } = dialling(async () => { /* reached */ })
    host.dispatch({ type: 'online', online: true })
    expect(system.alarms()).toEqual([4_000])
    await settled()
    expect(peer.seen('dialled')).toEqual([{ type: 'dialled', op }])
    expect(links.node('direct').asked('dial')[0]?.slice(0, 3)).toEqual(['them', addresses, 'direct'])
    expect(system.alarms()).toEqual([])
  })

  test('one that takes too long is aborted and told as a timeout', async () => {
    const { host, peer, system } = dialling(untilAborted)
    host.dispatch({ type: 'online', online: true })
    await settled()
    system.clock.runTo(3_999)
    await settled()
    expect(peer.seen('dial-failed')).toEqual([])
    system.clock.runTo(4_000)
    await settled()
    expect(peer.seen('dial-failed')).toEqual([{ type: 'dial-failed', op, reason: 'timeout' }])
  })

  test('the time runs while the node is being started, too', async () => {
    let up: (() => void) | undefined
    const { host, peer, system } = createScriptedHost({
      react: (event) => event.type === 'online' ? [dial] : [],
      links: {
        dial: async (_peer, _addresses, _path, signal) => signal.throwIfAborted(),
        start: () => new Promise((resolve) => { up = resolve })
      }
    })
    host.dispatch({ type: 'online', online: true })
    system.clock.runTo(5_000)
    up?.()
    await settled()
    expect(peer.seen('dial-failed')).toEqual([{ type: 'dial-failed', op, reason: 'timeout' }])
  })

  test('one that the peer aborts ends before its time', async () => {
    const { host, peer, system } = dialling(untilAborted)
    host.dispatch({ type: 'online', online: true })
    await settled()
    host.dispatch({ type: 'online', online: false })
    await settled()
    expect(peer.seen('dial-failed')).toHaveLength(1)
    expect(system.alarms()).toEqual([])
  })

  const reasons = ['refused', 'unreachable', 'no-address', 'timeout'] as const

  test.each(reasons)('a link\'s reason %s is passed on', async (code) => {
    const { host, peer } = dialling(() => Promise.reject(Object.assign(new Error('no'), { code })))
    host.dispatch({ type: 'online', online: true })
    await settled()
    expect(peer.seen('dial-failed')).toEqual([{ type: 'dial-failed', op, reason: code }])
  })

  test('whatever else goes wrong counts as refused', async () => {
    const { host, peer } = dialling(() => Promise.reject(new TypeError('odd')))
    host.dispatch({ type: 'online', online: true })
    await settled()
    expect(peer.seen('dial-failed')).toEqual([{ type: 'dial-failed', op, reason: 'refused' }])
  })

  test('closing aborts what is being dialled', async () => {
    let reason: unknown
    const { host } = dialling((...args) => untilAborted(...args).catch((error: unknown) => {
      reason = error
      throw error
    }))
    host.dispatch({ type: 'online', online: true })
    await settled()
    await host.close()
    expect(reason).toBeInstanceOf(Error)
  })
})
