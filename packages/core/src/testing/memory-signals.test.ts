import { expect, test } from 'vitest'
import { createMemorySignals, type SignalFate } from './memory-signals.ts'
import { signalContract, type SignalHarness } from './signal.contract.ts'
import { createVirtualClock } from './virtual-clock.ts'

const nothing = (): void => undefined
const LONGEST_MS = 60_000

function harness (): SignalHarness {
  const clock = createVirtualClock()
  const network = createMemorySignals({ now: () => clock.instant().wall, after: clock.after })
  return {
    open: async (member, listener) => await network.member(member)(listener),
    cut: async (member) => network.cut(member),
    heal: async (member) => network.heal(member),
    async until (condition, what) {
      const endMs = clock.nowMs + LONGEST_MS
      while (!await condition()) {
        if (clock.nowMs > endMs) throw new Error(`waited in vain for ${what}`)
        clock.runTo(clock.nowMs + 1)
      }
    },
    now: () => clock.instant().wall,
    close: async () => undefined
  }
}

test.for(signalContract)('$title', async ({ run }) => {
  await expect(run(harness())).resolves.toBeUndefined()
})

test('the script decides what is lost and what is late', async () => {
  const clock = createVirtualClock()
  const fates: Record<string, SignalFate> = { lost: { lost: true }, late: { delayMs: 5_000 } }
  const network = createMemorySignals({
    now: () => clock.instant().wall,
    after: clock.after,
    delayMs: 10,
    fate: ({ payload }) => fates[new TextDecoder().decode(payload)] ?? {}
  })
  const heard: string[] = []
  const ada = await network.member('ada')({ message: nothing, health: nothing })
  const ben = await network.member('ben')({
    message: (_bucket, payload) => heard.push(`${new TextDecoder().decode(payload)} at ${clock.nowMs}`),
    health: nothing
  })
  ben.watch([1])
  for (const text of ['late', 'lost', 'usual']) await ada.publish(1, new TextEncoder().encode(text), true)
  clock.runTo(LONGEST_MS)
  expect(heard).toEqual(['usual at 10', 'late at 5000'])
  expect(network.published.map(({ from, stored }) => `${from} ${stored}`)).toEqual(['ada true', 'ada true', 'ada true'])
})
