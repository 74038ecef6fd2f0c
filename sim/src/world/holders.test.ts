import { expect, test } from 'vitest'
import { createPeer, createRandom } from '@passel/core/machines'
import { createWorld, type VirtualTransfer, type World, type WorldOptions, type WorldPeer } from './world.ts'

const MB = 1_000_000
const SEEDS = 40
/** Seconds in which a holder that is online must have dropped what nobody needs. */
const DROP_SECONDS = 60

interface Stage {
  readonly world: World
  readonly author: WorldPeer
  readonly keepers: readonly WorldPeer[]
  readonly sent: VirtualTransfer
}

interface StageOptions extends Partial<WorldOptions> {
  readonly keepers?: readonly Parameters<World['peer']>[0][]
  readonly recipients?: number
  readonly copies?: number
  readonly bytes?: number
}

/** An author behind NAT, keepers with public addresses, and a payload that they are asked to keep. */
function stage (options: StageOptions = {}): Stage {
  const { keepers: wishes = [{}, {}, {}], recipients = 1, copies = 2, bytes = 3 * MB, ...rest } = options
  const world = createWorld({ seed: 1, createPeer, ...rest })
  const author = world.peer({ name: 'author' })
  const keepers = wishes.map((wish, i) => world.peer({ name: `keeper-${i}`, nat: false, keeper: true, ...wish }))
  world.runFor(3)
  author.setKeepers(keepers)
  const sent = author.send({ bytes, recipients, copies, until: 'held' })
  return { world, author, keepers, sent }
}

const keeping = (keepers: readonly WorldPeer[], { payload }: VirtualTransfer): WorldPeer[] =>
  keepers.filter(({ store }) => store.of(payload) !== undefined)

const isHeld = ({ sent }: Stage): boolean => sent.snapshot?.holders?.held === 2

test('an author hears that two keepers hold it, may go, and a receiver gets it from them', () => {
  const it = stage()
  const { world, author, keepers, sent } = it
  world.runUntil(() => isHeld(it), { maxSeconds: 60 })
  expect(sent.snapshot).toMatchObject({ phase: 'done', holders: { held: 2, of: 2, mayLeave: true } })
  world.crash(author)
  const got = world.peer({ name: 'reader' }).get(sent)
  world.runUntil(() => got.done, { maxSeconds: 60 })
  world.runUntil(() => keeping(keepers, sent).length === 0, { maxSeconds: DROP_SECONDS })
})

test('whatever the seed, who comes after the author left at "held" completes, and then nobody keeps anything', () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const random = createRandom(seed)
    const recipients = 1 + random.below(3)
    const it = stage({ seed, recipients, copies: 2, bytes: MB * (1 + random.below(4)) })
    const { world, author, keepers, sent } = it
    world.runUntil(() => sent.snapshot?.holders?.mayLeave === true, { maxSeconds: 120 })
    author.crash(random.next() < 0.5)
    // Of two promised copies one may not have come that far: whoever has been read back is enough.
    const got = Array.from({ length: recipients }, (_, i) => {
      world.runFor(random.between(0, 30))
      return world.peer({ name: `reader-${i}`, nat: random.next() < 0.7 }).get(sent)
    })
    world.runUntil(() => got.every(({ done }) => done), { maxSeconds: 300 })
    world.runUntil(() => keeping(keepers, sent).length === 0, { maxSeconds: DROP_SECONDS })
    expect(got.map(({ work }) => work.kept)).toEqual(got.map(() => sent.work.sealed))
  }
})

test('one keeper of three lies: its column goes to another, and the author may leave', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const it = stage({ seed, keepers: [{ corrupt: true }, {}, {}] })
    it.world.runUntil(() => isHeld(it), { maxSeconds: 300 })
    const holders = it.sent.snapshot!.holders!.keepers.filter(({ held }) => held).map(({ peer }) => peer)
    expect(holders.sort()).toEqual(['keeper-1-direct', 'keeper-2-direct'])
  }
})

test('a keeper that has it all and gives nothing is routed around', () => {
  const it = stage({ keepers: [{ idle: true }, {}, {}], seed: 3 })
  it.world.runUntil(() => isHeld(it), { maxSeconds: 600 })
  const holders = it.sent.snapshot!.holders!.keepers.filter(({ held }) => held).map(({ peer }) => peer)
  expect(holders.sort()).toEqual(['keeper-1-direct', 'keeper-2-direct'])
})

test('a keeper that was away when the last receipt came drops it within a minute of its return', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const it = stage({ seed })
    const { world, keepers, sent } = it
    world.runUntil(() => isHeld(it), { maxSeconds: 120 })
    const [away] = keeping(keepers, sent)
    away!.setOnline(false)
    const got = world.peer({ name: 'reader' }).get(sent)
    world.runUntil(() => got.done, { maxSeconds: 300 })
    world.runFor(3600)
    expect(keeping(keepers, sent)).toEqual([away])
    away!.setOnline(true)
    world.runUntil(() => keeping(keepers, sent).length === 0, { maxSeconds: DROP_SECONDS })
  }
})

test('a keeper whose process was killed when the author let go drops it within a minute of its start', () => {
  const it = stage({ seed: 5 })
  const { world, author, keepers, sent } = it
  world.runUntil(() => isHeld(it), { maxSeconds: 120 })
  const [killed] = keeping(keepers, sent)
  killed!.crash(true)
  author.emit({ type: 'release', swarm: author.store.of(sent.payload)!.swarm })
  world.runUntil(() => keeping(keepers, sent).length === 1, { maxSeconds: DROP_SECONDS })
  world.runFor(1800)
  expect(keeping(keepers, sent)).toEqual([killed])
  killed!.restart()
  world.runUntil(() => keeping(keepers, sent).length === 0, { maxSeconds: DROP_SECONDS })
})

test('nobody keeps what has expired, whoever is gone', () => {
  const world = createWorld({ seed: 1, createPeer })
  const author = world.peer({ name: 'author' })
  const keepers = [world.peer({ name: 'keeper', nat: false, keeper: true })]
  world.runFor(3)
  author.setKeepers(keepers)
  const expiresAtMs = world.clock.instant(0).wall + 600_000
  const sent = author.send({ bytes: MB, copies: 1, until: 'held', expiresAtMs })
  world.runUntil(() => sent.snapshot?.holders?.held === 1, { maxSeconds: 60 })
  author.crash()
  world.runFor(300)
  expect(keeping(keepers, sent)).toHaveLength(1)
  world.runUntil(() => keeping(keepers, sent).length === 0, { maxSeconds: 301 })
})

test('an author knows after a restart who holds it, and has nothing deposited again', () => {
  const it = stage({ seed: 7 })
  const { world, author, keepers, sent } = it
  world.runUntil(() => isHeld(it), { maxSeconds: 120 })
  const before = keeping(keepers, sent)
  author.crash()
  author.restart()
  author.setKeepers(keepers)
  world.runFor(60)
  expect(sent.snapshot!.holders).toMatchObject({ held: 2, mayLeave: true })
  expect(keeping(keepers, sent)).toEqual(before)
  expect(author.counts.get('deposit')).toBe(2)
})
