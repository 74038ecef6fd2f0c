import { signalContract } from '@passel/core/testing'
import { expect, onTestFinished, test } from 'vitest'
import { givenNode, openWakuHarness } from './testing/signal-harness.ts'

test.for(signalContract)('with a node of its own: $title', async ({ run }) => {
  const harness = await openWakuHarness()
  onTestFinished(() => harness.close())
  await expect(run(harness)).resolves.toBeUndefined()
})

test.for(signalContract)('with a light node of the application: $title', async ({ run }) => {
  const harness = await openWakuHarness(givenNode)
  onTestFinished(() => harness.close())
  await expect(run(harness)).resolves.toBeUndefined()
})
