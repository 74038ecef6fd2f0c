import '@passel/components/styles.css'
import './page.css'
import type { Preview } from '@storybook/react-vite'
import { inStage } from '../src/stage/in-stage.tsx'

const preview: Preview = {
  decorators: [inStage],
  parameters: {
    layout: 'padded',
    // What axe finds is a failed test.
    a11y: { test: 'error' }
  },
  initialGlobals: { theme: 'light', language: 'en' },
  globalTypes: {
    theme: { toolbar: { title: 'Theme', icon: 'contrast', items: ['light', 'dark'] } },
    language: { toolbar: { title: 'Language', icon: 'globe', items: ['en', 'ar'] } }
  }
}

export default preview
