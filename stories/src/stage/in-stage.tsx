import { arabic, PasselProvider } from '@passel/components'
import type { Decorator } from '@storybook/react-vite'
import { useLayoutEffect, type ReactNode } from 'react'
import { engineOf } from './stage.ts'

/** The page around every story: an engine, a theme and a language. */
export const inStage: Decorator = (Story, { globals, loaded }) => (
  <Page theme={String(globals['theme'])} language={String(globals['language'])}>
    <PasselProvider
      engine={engineOf(loaded)}
      notebook={null}
      {...(globals['language'] === 'ar' && { messages: arabic })}
    >
      <Story />
    </PasselProvider>
  </Page>
)

function Page ({ theme, language, children }: { theme: string, language: string, children: ReactNode }): ReactNode {
  useLayoutEffect(() => {
    const { documentElement: page } = document
    page.dataset['theme'] = theme
    page.lang = language
    page.dir = language === 'ar' ? 'rtl' : 'ltr'
  }, [theme, language])
  return <main>{children}</main>
}
