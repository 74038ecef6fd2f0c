import type { StorybookConfig } from '@storybook/react-vite'
import react from '@vitejs/plugin-react'
import { defaultClientConditions, mergeConfig } from 'vite'

const config: StorybookConfig = {
  stories: ['../src/**/*.stories.tsx'],
  addons: ['@storybook/addon-docs', '@storybook/addon-a11y', '@storybook/addon-vitest'],
  framework: '@storybook/react-vite',
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  // The packages' own source, as everywhere in this checkout.
  viteFinal: (base) => mergeConfig(base, {
    plugins: [react()],
    resolve: { conditions: ['passel-source', ...defaultClientConditions] }
  })
}

export default config
