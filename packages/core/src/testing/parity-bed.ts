/**
 * One getter of a payload with parity, by hand: members that have what the test says and answer at once, and a store
 * that makes stripes whole from any `need` of their chunks.
 */
import { chunkNo, pageNo, type ChanNo, type PeerId } from '../ids.ts'
import { CHUNK_BYTES } from '../limits.ts'
import type { Effect } from '../machines/effect.ts'
import type { Event } from '../machines/event.ts'
import type { RebuildOutcome } from '../ports.ts'
import type { PageSummary } from '../pure/page.ts'
import { FIRST_PARITY } from '../pure/parity-name.ts'
import { chunkOf, columnOf, parityCount, stripeCount, type Scheme } from '../pure/stripes.ts'
import { drivePeer, headOf, SWARM, type PeerDriver } from './peer-driver.ts'

export interface ParityBedOptions extends Scheme {
  /** Data chunks. */
  readonly chunks: number
  /** Pages come only with `turnPages`. */
  readonly isUnread?: boolean
  /** The store has lost it when it is to be used; by how often it was kept. */
  readonly loses?: (chunk: number, times: number) => boolean
  /** What a stripe cannot be made of. */
  readonly badStripes?: readonly number[]
  /** It has no room for what is to be made. */
  readonly isFull?: () => boolean
  /** Sees every event that links and the store tell of, and has it handled. */
  readonly watch?: (event: Event, handle: (event: Event) => Effect[]) => Effect[]
}

export interface BedMember {
  readonly peer: PeerId
  readonly chan: ChanNo
  readonly chunks: ReadonlySet<number>
}

export interface ParityBed {
  readonly driver: PeerDriver
  readonly scheme: Scheme
  readonly chunks: number
  /** What members were asked for so far, in order. */
  readonly asked: readonly { readonly peer: PeerId, readonly chunk: number }[]
  readonly rebuilt: readonly number[]
  /** Members that the getter sent away for what they gave. */
  readonly convicted: ReadonlySet<PeerId>
  /** A member gives all pages. */
  turnPages (from: BedMember): void
  /** An event of people; what follows is done. */
  send (event: Event): void
  /** Chunks of columns, as numbers. */
  columns (...columns: readonly number[]): number[]
  /** A member comes and announces; `lies` about these chunks, and `refuses` those. */
  join (peer: PeerId, chunks: Iterable<number>, faults?: MemberFaults): BedMember
  leave (member: BedMember): void
  /** Answers everything that is asked; with `most`, only so many requests. */
  run (most?: number): void
  /** Time passes, and whatever is asked meanwhile is answered. */
  pass (ms: number): void
}

export interface MemberFaults {
  readonly lies?: boolean
  readonly refuses?: (chunk: number) => boolean
  /** It gives the first half of each chunk, and no more. */
  readonly stops?: boolean
}

interface Member extends BedMember { readonly faults: MemberFaults, there: boolean }

/** Pages of data and parity, as an author signs them. */
function codedPages (chunks: number, scheme: Scheme): PageSummary[] {
  const offset = (chunk: number): number => chunk * (CHUNK_BYTES - 20)
  const pages: PageSummary[] = []
  const add = (first: number, count: number, more: Partial<PageSummary>): void => {
    const page = pageNo(pages.length)
    pages.push({ page, first: chunkNo(first), count, final: false, chunkBytes: CHUNK_BYTES, ...more })
  }
  add(0, 1, { receiptKeys: 1, need: scheme.need, of: scheme.of, plainOffset: 0 })
  if (chunks > 1) add(1, chunks - 1, { plainOffset: offset(1) })
  add(0, parityCount(chunks, scheme), {
    kind: 'parity', final: true, plainOffset: offset(chunks), size: offset(chunks),
  })
  return pages
}

/** Creates a getter that knows all pages and has nothing. */
export function createParityBed (options: ParityBedOptions): ParityBed {
  const { need, of, chunks, loses, badStripes = [], watch = (event, handle) => handle(event) } = options
  const scheme: Scheme = { need, of }
  const driver = drivePeer()
  const members: Member[] = []
  const todo: Effect[] = []
  const asks = new Map<string, { readonly member: Member, readonly chunk: number }>()
  const asked: { readonly peer: PeerId, readonly chunk: number }[] = []
  const rebuilt: number[] = []
  const convicted = new Set<PeerId>()
  const pages = codedPages(chunks, scheme)
  const kept = new Set<number>()
  const keptTimes = new Map<number, number>()
  const wrong = new Set<number>()
  /** Bytes gathered of chunks that are on their way. */
  const filled = new Map<number, number>()

  function chunksOf (stripe: number): number[] {
    const all = Array.from({ length: of }, (_, column) => chunkOf(stripe, column, chunks, scheme))
    return all.filter((chunk) => chunk !== undefined)
  }

  function rebuild (stripe: number): RebuildOutcome {
    const all = chunksOf(stripe)
    const data = all.filter((chunk) => chunk < FIRST_PARITY)
    const here = all.filter((chunk) => kept.has(chunk) && loses?.(chunk, keptTimes.get(chunk) ?? 0) !== true)
    if (options.isFull?.() === true) return { outcome: 'quota', chunks: [] }
    rebuilt.push(stripe)
    const free = (): void => { for (const chunk of all) if (chunk >= FIRST_PARITY) kept.delete(chunk) }
    free()
    if (here.length + need - data.length < need) return { outcome: 'missing', chunks: [] }
    if (badStripes.includes(stripe)) return { outcome: 'bad-parity', chunks: [] }
    const made = data.filter((chunk) => !kept.has(chunk))
    for (const chunk of made) kept.add(chunk)
    return { outcome: 'ok', chunks: made.map(chunkNo) }
  }

  const send = (event: Event): Effect[] => watch(event, driver.send)

  function note (effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.type === 'frame') noteFrame(effect)
      else if (effect.type === 'leave' && effect.reason === 'violation') {
        const member = members.find(({ chan }) => chan === effect.chan)!
        member.there = false
        convicted.add(member.peer)
      } else todo.push(effect)
    }
  }

  function noteFrame ({ chan, frame }: Extract<Effect, { type: 'frame' }>): void {
    const member = members.find((each) => each.chan === chan)
    if (member === undefined) return
    if (frame.type === 'cancel') for (const chunk of frame.chunks) asks.delete(`${chan}/${chunk}`)
    if (frame.type !== 'request') return
    for (const { chunk } of frame.items) {
      asked.push({ peer: member.peer, chunk })
      asks.set(`${chan}/${chunk}`, { member, chunk })
    }
  }

  function store (): void {
    for (let effect = todo.shift(); effect !== undefined; effect = todo.shift()) {
      switch (effect.type) {
        case 'keep': {
          const { chunk } = effect
          const outcome = wrong.delete(chunk) ? 'bad-digest' : 'ok'
          if (outcome === 'ok') {
            kept.add(chunk)
            keptTimes.set(chunk, (keptTimes.get(chunk) ?? 0) + 1)
          }
          note(send({ type: 'kept', swarm: SWARM, chunk, outcome }))
          break
        }
        case 'drop':
          filled.delete(effect.chunk)
          wrong.delete(effect.chunk)
          break
        case 'rebuild': {
          const { stripe } = effect
          note(send({ type: 'rebuilt', swarm: SWARM, stripe, ...rebuild(stripe) }))
          break
        }
        case 'finish': note(send({ type: 'finished', swarm: SWARM })); break
        default: break
      }
    }
  }

  function answer (): boolean {
    const next = asks.entries().next().value
    if (next === undefined) return false
    const [key, { member: { chan, faults, there }, chunk }] = next
    asks.delete(key)
    if (!there) return true
    const no = chunkNo(chunk)
    if (faults.refuses?.(chunk) === true) {
      note(driver.frame(chan, { type: 'refuse', chunks: [no] }))
      return true
    }
    if (faults.lies === true) wrong.add(chunk)
    const before = filled.get(chunk) ?? 0
    const after = faults.stops === true ? Math.max(before, CHUNK_BYTES / 2) : CHUNK_BYTES
    filled.set(chunk, after)
    note(send({ type: 'bytes-in', chan, chunk: no, accepted: after - before, wasted: 0, filled: after }))
    if (after < CHUNK_BYTES) return true
    filled.delete(chunk)
    note(send({ type: 'chunk-in', swarm: SWARM, chunk: no, senders: [chan] }))
    return true
  }

  const bed: ParityBed = {
    driver,
    scheme,
    chunks,
    asked,
    rebuilt,
    convicted,
    turnPages ({ chan }) {
      for (const page of pages) {
        note(send({ type: 'page-in', chan, head: headOf(page.page, page.final) }))
        note(send({ type: 'page-checked', swarm: SWARM, chan, result: { verdict: 'ok', page } }))
      }
    },
    send: (event) => note(send(event)),
    columns: (...columns) => {
      const all = Array.from({ length: stripeCount(chunks, scheme) }, (_, stripe) => chunksOf(stripe)).flat()
      return all.filter((chunk) => columns.includes(columnOf(chunk, scheme)))
    },
    join (peer, given, faults = {}) {
      const held = new Set(given)
      const chan = driver.join(peer)
      const member: Member = { peer, chan, chunks: held, faults, there: true }
      members.push(member)
      note(driver.joinEffects)
      const ranges = [...held].sort((a, b) => a - b).map((chunk) => ({ first: chunkNo(chunk), count: 1 }))
      note(driver.frame(chan, { type: 'have', ranges }))
      return member
    },
    leave (member) {
      const gone = members.find(({ chan }) => chan === member.chan)!
      gone.there = false
      note(send({ type: 'left', chan: member.chan, reason: 'closed' }))
    },
    run (most = Infinity) {
      store()
      for (let answers = 0; answers < most && answer(); answers++) {
        if (answers > 100_000) throw new Error('never done')
        store()
      }
    },
    pass (ms) {
      for (let passed = 0; passed < ms; passed += 100) {
        note(driver.pass(100))
        bed.run()
      }
    },
  }
  note(driver.add(options.isUnread === true ? {} : { pages }))
  return bed
}
