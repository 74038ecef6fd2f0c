import {
  chunkNo, type Effect, type Event, opNo, pageNo, payloadOf, type Peer, type StoredTransfer, type SwarmNo,
  type TransferSnapshot,
} from '@passel/core/machines'

/**
 * The least that moves a payload: it dials whom the reference names, asks for one chunk after the other and starts over
 * when the connection ends. For tests of the world itself, which must not depend on the machines that it tests.
 */
export function createScriptedPeer (): Peer {
  const transfers = new Map<SwarmNo, StoredTransfer>()
  const known = new Map<SwarmNo, number>()
  const have = new Map<SwarmNo, Set<number>>()
  const done = new Set<SwarmNo>()
  let op = 1
  let reserved = false
  let redialAt = Infinity

  const isGetting = ({ init, swarm }: StoredTransfer): boolean => init.role === 'get' && !done.has(swarm)
  const getting = (): StoredTransfer[] => [...transfers.values()].filter(isGetting)

  function dialAll (out: Effect[]): void {
    for (const { init } of getting()) {
      const reference = payloadOf(init)
      for (const { peer, addresses } of reference.hints) {
        const path = addresses.some(address => !address.includes('/p2p-circuit')) ? 'direct' : 'relayed'
        out.push({ type: 'dial', op: opNo(op++), privacy: reference.privacy, peer, addresses, path, timeoutMs: 5000 })
      }
    }
  }

  function askNext (swarm: SwarmNo, chan: Extract<Event, { type: 'joined' }>['chan'], out: Effect[]): void {
    const there = have.get(swarm)!
    const total = known.get(swarm) ?? 0
    for (let chunk = 0; chunk < total; chunk++) {
      if (there.has(chunk)) continue
      const chunkBytes = 256 * 1024
      out.push({ type: 'drop', swarm, chunk: chunkNo(chunk) })
      out.push({ type: 'expect', chan, chunk: chunkNo(chunk), chunkBytes, alone: false })
      const items = [{ chunk: chunkNo(chunk), offset: 0, length: chunkBytes }]
      out.push({ type: 'frame', chan, frame: { type: 'request', items } })
      return
    }
    if (total > 0) out.push({ type: 'finish', swarm })
  }

  let lastChan: Extract<Event, { type: 'joined' }>['chan'] | undefined

  return {
    handle (event, now, out) {
      switch (event.type) {
        case 'set-relays':
          for (const relay of event.relays) out.push({ type: 'reserve', privacy: 'direct', relay })
          return
        case 'relay': reserved = event.state === 'reserved'; return
        case 'add': {
          const { transfer } = event
          transfers.set(transfer.swarm, transfer)
          have.set(transfer.swarm, new Set(numbersIn(transfer.have)))
          known.set(transfer.swarm, transfer.pages.reduce((sum, { count }) => sum + count, 0))
          if (transfer.init.role === 'get' || transfer.sealedLast) dialAll(out)
          else out.push({ type: 'seal', swarm: transfer.swarm, maxChunks: 1024, flushMs: 1000 })
          return
        }
        case 'sealed':
          out.push({ type: 'sign-page', swarm: event.swarm, count: event.count, final: event.last })
          return
        case 'conn-up':
          if (event.dialled) for (const { swarm } of getting()) out.push({ type: 'join', conn: event.conn, swarm })
          return
        case 'joined':
          lastChan = event.chan
          if (event.by === 'them') return
          out.push({ type: 'frame', chan: event.chan, frame: { type: 'want-pages', first: pageNo(0), count: 1 } })
          return
        case 'frame':
          if (event.frame.type === 'want-pages') out.push({ type: 'send-page', chan: event.chan, page: pageNo(0) })
          if (event.frame.type === 'request') {
            for (const item of event.frame.items) out.push({ type: 'send-chunk', chan: event.chan, ...item })
          }
          return
        case 'page-in': {
          const [transfer] = getting()
          if (transfer !== undefined) out.push({ type: 'check-page', swarm: transfer.swarm, chan: event.chan })
          return
        }
        case 'page-checked':
          if (event.result.verdict === 'ok' || event.result.verdict === 'known') {
            known.set(event.swarm, event.result.page.first + event.result.page.count)
            askNext(event.swarm, event.chan, out)
          }
          return
        case 'chunk-in': out.push({ type: 'keep', swarm: event.swarm, chunk: event.chunk }); return
        case 'kept':
          if (event.outcome === 'ok') have.get(event.swarm)!.add(event.chunk)
          if (lastChan !== undefined) askNext(event.swarm, lastChan, out)
          return
        case 'conn-down':
        case 'dial-failed': redialAt = now.mono + 1000; return
        case 'finished': done.add(event.swarm); return
        case 'tick':
          if (now.mono < redialAt) return
          redialAt = Infinity
          dialAll(out)
          return
        default:
      }
    },
    nextDeadline: () => redialAt,
    snapshot (swarm) {
      if (!transfers.has(swarm)) return undefined
      return snapshotOf(swarm, done.has(swarm), known.get(swarm) ?? 0, have.get(swarm)!.size, reserved)
    },
  }
}

function snapshotOf (swarm: SwarmNo, done: boolean, known: number, have: number, reserved: boolean): TransferSnapshot {
  return {
    swarm,
    role: 'get',
    phase: done ? 'done' : 'transferring',
    pauseReason: reserved ? null : 'no-peers',
    failure: null,
    chunks: { known, have, sealed: 0, furthest: 0, final: true },
    bytes: { have, total: null },
    traffic: { in: 0, twice: 0, out: 0, resumed: 0 },
    rate: { inBytesPerSecond: 0, outBytesPerSecond: 0 },
    members: [],
    receipts: { have: 0, of: 0 },
    firstByteMs: null,
    holders: null,
    keeping: null,
    signalsSent: 0,
  }
}

function numbersIn (bits: Uint8Array): number[] {
  const all = Array.from({ length: bits.length * 8 }, (_, index) => index)
  return all.filter(index => (bits[index >> 3]! & (0x80 >> (index & 7))) !== 0)
}
