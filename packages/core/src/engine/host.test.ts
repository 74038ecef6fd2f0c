import { describe, expect, test } from 'vitest'
import { PasselError } from '../errors.ts'
import { connNo, swarmNo } from '../ids.ts'
import type { Effect } from '../machines/effect.ts'
import { createScriptedHost, scriptedSwarm } from '../testing/scripted/host.ts'
import { settled } from '../testing/scripted/system.ts'

const hangUp = (conn: number): Effect => ({ type: 'hang-up', conn: connNo(conn) })
const swarm = swarmNo(1)

describe('the loop', () => {
  test('an event raised while effects are done waits its turn', async () => {
    const log: string[] = []
    const { host, links } = createScriptedHost({
      react: (event) => {
        log.push(`handle ${event.type}`)
        return event.type === 'online' ? [hangUp(0), { type: 'changed', swarm }, hangUp(2)] : []
      },
      handled: ({ type }) => { log.push(`handled ${type}`) },
      links: {
        onCall: (method, [conn], node) => {
          log.push(method)
          if (method === 'hangUp') node.listener.connDown(connNo(Number(conn)))
        }
      }
    })
    await host.openLinks('direct')
    log.length = 0
    host.dispatch({ type: 'online', online: true })
    expect(log).toEqual([
      'handle online', 'hangUp', 'hangUp', 'handled online',
      'handle conn-down', 'handled conn-down', 'handle conn-down', 'handled conn-down'
    ])
    expect(links.node('direct').asked('hangUp')).toEqual([[0], [1]])
  })

  test('what one port throws is told, and the effects behind it are still done', async () => {
    const boom = new Error('this port broke')
    const { host, links, trouble, changed } = createScriptedHost({
      react: (event) => event.type === 'online' ? [hangUp(0), hangUp(2), { type: 'changed', swarm }] : [],
      links: { onCall: (method, [conn]) => { if (method === 'hangUp' && conn === 0) throw boom } }
    })
    await host.openLinks('direct')
    host.dispatch({ type: 'online', online: true })
    expect(trouble).toEqual([['host', boom]])
    expect(links.node('direct').asked('hangUp')).toEqual([[0], [1]])
    expect(changed).toEqual([swarm])
    host.dispatch({ type: 'online', online: false })
    expect(links.node('direct').asked('hangUp')).toHaveLength(4)
  })

  test('an effect that no side does is told, not lost', () => {
    const { host, trouble } = createScriptedHost({ react: () => [{ type: 'whistle' } as unknown as Effect] })
    host.dispatch({ type: 'online', online: true })
    expect(trouble).toMatchObject([['host', { message: 'no side of the host does whistle' }]])
  })

  test('every event is handled with the time it is handled at', () => {
    const times: number[] = []
    const { host, system } = createScriptedHost({
      react: (_event, now) => {
        times.push(now.mono)
        return []
      }
    })
    host.dispatch({ type: 'online', online: true })
    system.clock.runTo(70)
    host.dispatch({ type: 'online', online: false })
    expect(times).toEqual([0, 70])
  })
})

describe('the alarm', () => {
  test('there is one, for the peer\'s next deadline; it moves with it and goes with it', () => {
    const { host, peer, system } = createScriptedHost()
    peer.deadline = 500
    host.dispatch({ type: 'online', online: true })
    host.dispatch({ type: 'online', online: true })
    expect(system.alarms()).toEqual([500])
    peer.deadline = 200
    host.dispatch({ type: 'online', online: true })
    expect(system.alarms()).toEqual([200])
    peer.deadline = Infinity
    host.dispatch({ type: 'online', online: true })
    expect(system.alarms()).toEqual([])
  })

  test('it rings as one tick, and is set again for what comes next', () => {
    const { host, peer, system } = createScriptedHost({
      react: (event) => {
        if (event.type === 'tick') peer.deadline += 100
        return []
      }
    })
    peer.deadline = 100
    host.dispatch({ type: 'online', online: true })
    system.clock.runTo(350)
    expect(peer.seen('tick')).toHaveLength(3)
    expect(system.alarms()).toEqual([400])
  })

  test('a deadline that stays in the past rings again and again, never inside an event', () => {
    const { host, peer, system } = createScriptedHost()
    peer.deadline = 10
    host.dispatch({ type: 'online', online: true })
    system.clock.step()
    system.clock.step()
    expect(peer.seen('tick')).toHaveLength(2)
  })
})

describe('closing', () => {
  test('nothing reaches the peer afterwards, and no alarm is left', async () => {
    let storeClosed = 0
    const { host, peer, links, system } = createScriptedHost({ store: { close: async () => { storeClosed++ } } })
    peer.deadline = 500
    await host.openLinks('direct')
    await host.close()
    const before = peer.events.length
    links.node('direct').listener.connDown(connNo(0))
    host.dispatch({ type: 'online', online: true })
    expect(peer.events).toHaveLength(before)
    expect(system.alarms()).toEqual([])
    expect(links.node('direct').asked('close')).toHaveLength(1)
    expect(storeClosed).toBe(1)
  })

  test('the store is closed even when a node could not be started or closed', async () => {
    let storeClosed = 0
    const { host, trouble } = createScriptedHost({
      store: { close: async () => { storeClosed++ } },
      links: {
        start: async (privacy) => { if (privacy === 'relayed') throw new PasselError('io', 'no sockets left') },
        onCall: (method) => { if (method === 'close') throw new PasselError('io', 'will not close') }
      }
    })
    await host.openLinks('direct')
    const failing = host.openLinks('relayed')
    const closing = host.close()
    await expect(failing).rejects.toThrow('no sockets left')
    await closing
    expect(storeClosed).toBe(1)
    expect(trouble.map(([, error]) => (error as Error).message)).toContain('will not close')
  })
})

describe('payloads', () => {
  test('a payload admitted before its node runs is made joinable when the node is up', async () => {
    const { host, links } = createScriptedHost()
    const [here, elsewhere] = [scriptedSwarm(1, 'direct'), scriptedSwarm(2, 'relayed')]
    host.admit(here)
    host.admit(elsewhere)
    await host.openLinks('direct')
    expect(links.node('direct').asked('admit')).toEqual([[here]])
    const later = scriptedSwarm(3, 'direct')
    host.admit(later)
    expect(links.node('direct').asked('admit')).toEqual([[here], [later]])
    host.dismiss(here.swarm)
    expect(links.node('direct').asked('dismiss')).toEqual([[here.swarm]])
  })

  test('where we can be dialled is known once the node of the class runs, and told as an event', async () => {
    const { host, peer } = createScriptedHost({ links: { addresses: ['/ip4/127.0.0.1/tcp/7'] } })
    expect(host.self('direct')).toBeUndefined()
    await host.openLinks('direct')
    await settled()
    expect(host.self('direct')).toEqual({ peer: 'peer-direct', addresses: ['/ip4/127.0.0.1/tcp/7'] })
    expect(peer.seen('self')).toEqual([
      { type: 'self', privacy: 'direct', peer: 'peer-direct', addresses: ['/ip4/127.0.0.1/tcp/7'] }
    ])
    expect(host.self('relayed')).toBeUndefined()
  })
})
