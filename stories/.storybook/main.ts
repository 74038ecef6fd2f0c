import { fileURLToPath } from 'node:url'
import type { StorybookConfig } from '@storybook/react-vite'
import react from '@vitejs/plugin-react'
import { defaultClientConditions, mergeConfig } from 'vite'

const inStories = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

const config: StorybookConfig = {
  stories: ['../src/**/*.stories.tsx'],
  addons: ['@storybook/addon-docs', '@storybook/addon-a11y', '@storybook/addon-vitest'],
  framework: '@storybook/react-vite',
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  viteFinal: (base) => mergeConfig(base, {
    plugins: [react()],
    // The packages' own source, as everywhere in this checkout.
    resolve: { conditions: ['passel-source', ...defaultClientConditions] },
    // All packages are found before the first story: one found later would reload the page in mid-test.
    optimizeDeps: { entries: [inStories('src/**/*.stories.tsx'), inStories('.storybook/preview.tsx')] }
  })
}

export default config
