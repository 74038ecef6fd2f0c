import { describe, expect, test } from 'vitest'
import { createScriptedSystem, type ScriptedSystem } from '../testing/scripted/system.ts'
import { scriptedReference, scriptedSnapshot } from '../testing/scripted/transfer.ts'
import { createSnapshots, type Snapshots } from './snapshots.ts'
import { toTransferState, type EngineState, type TransferState } from './transfer-state.ts'

interface Stage {
  readonly system: ScriptedSystem
  readonly snapshots: Snapshots
  /** Every state that was published. */
  readonly published: readonly EngineState[]
  /** How often a transfer was read. */
  reads (): number
  /** The transfer has so many bytes from now on; undefined: it is gone. */
  set (id: string, bytes: number | undefined): void
}

function createStage (): Stage {
  const system = createScriptedSystem()
  const states = new Map<string, TransferState>()
  const published: EngineState[] = []
  let reads = 0
  const snapshots = createSnapshots(system, (id) => {
    reads++
    return states.get(id)
  })
  snapshots.store.subscribe((state) => { published.push(state) })
  return {
    system,
    snapshots,
    published,
    reads: () => reads,
    set: (id, have) => {
      if (have === undefined) states.delete(id)
      else states.set(id, toTransferState(id, scriptedReference, scriptedSnapshot({ bytes: { have, total: null } })))
      snapshots.touch(id)
    }
  }
}

const loaded = (state: EngineState | undefined, id: string): number | undefined => state?.transfers[id]?.progress.loaded

describe('the pace', () => {
  test('the first change is published at once, but not inside the change', () => {
    const { system, published, set } = createStage()
    set('a', 1)
    expect(published).toEqual([])
    system.clock.runTo(0)
    expect(loaded(published[0], 'a')).toBe(1)
  })

  test('a thousand changes a second become ten batches, the last change in the last', () => {
    const { system, published, reads, set } = createStage()
    for (let ms = 0; ms < 1_000; ms++) {
      system.clock.runTo(ms)
      set('a', ms)
    }
    system.clock.runTo(2_000)
    expect(published.length).toBeLessThanOrEqual(11)
    expect(published.length).toBeGreaterThanOrEqual(10)
    expect(reads()).toBe(published.length)
    expect(loaded(published.at(-1), 'a')).toBe(999)
  })

  test('changes of several transfers come in one batch', () => {
    const { system, published, set } = createStage()
    for (const id of ['a', 'b', 'c']) set(id, 1)
    system.clock.runTo(0)
    expect(published).toHaveLength(1)
    expect(Object.keys(published[0]!.transfers)).toEqual(['a', 'b', 'c'])
  })

  test('no alarm rings while nothing changes', () => {
    const { system, set } = createStage()
    set('a', 1)
    system.clock.runTo(1_000)
    expect(system.alarms()).toEqual([])
  })

  test('what waits can be published now', () => {
    const { published, snapshots, set } = createStage()
    set('a', 1)
    snapshots.flush()
    expect(loaded(published[0], 'a')).toBe(1)
    snapshots.flush()
    expect(published).toHaveLength(1)
  })
})

describe('a snapshot', () => {
  test('never changes once it was published; what did not change stays the same object', () => {
    const { system, published, set } = createStage()
    set('a', 1)
    set('b', 1)
    system.clock.runTo(0)
    set('a', 2)
    system.clock.runTo(200)
    expect(loaded(published[0], 'a')).toBe(1)
    expect(loaded(published[1], 'a')).toBe(2)
    expect(published[1]!.transfers['b']).toBe(published[0]!.transfers['b'])
  })

  test('leaves out a transfer that is gone', () => {
    const { system, published, set } = createStage()
    set('a', 1)
    system.clock.runTo(0)
    set('a', undefined)
    system.clock.runTo(200)
    expect(published.at(-1)?.transfers).toEqual({})
  })
})

describe('removal', () => {
  test('is published at once, leaves the others, and a change that still waited does not bring it back', () => {
    const { system, published, snapshots, set } = createStage()
    set('a', 1)
    set('b', 1)
    system.clock.runTo(0)
    set('a', 2)
    snapshots.remove('a')
    expect(Object.keys(published.at(-1)!.transfers)).toEqual(['b'])
    system.clock.runTo(500)
    expect(Object.keys(published.at(-1)!.transfers)).toEqual(['b'])
  })
})

test('after closing nothing is published and no alarm is left', () => {
  const { system, published, snapshots, set } = createStage()
  set('a', 1)
  snapshots.close()
  set('a', 2)
  system.clock.runTo(1_000)
  expect(published).toEqual([])
  expect(system.alarms()).toEqual([])
})
