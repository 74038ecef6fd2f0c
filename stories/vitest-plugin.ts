import { fileURLToPath } from 'node:url'
import { storybookTest } from '@storybook/addon-vitest/vitest-plugin'

/** Turns every story into a test; for the vitest project at the root of the checkout. */
export function storiesAsTests (): ReturnType<typeof storybookTest> {
  return storybookTest({ configDir: fileURLToPath(new URL('.storybook', import.meta.url)) })
}
