import { version } from 'react'
import { version as domVersion } from 'react-dom'
import { expect, test } from 'vitest'

test('these tests run under the React that their project names', () => {
  const { VITE_REACT = '19' } = (import.meta as unknown as { env: Record<string, string | undefined> }).env
  expect([version, domVersion].map((each) => each.split('.')[0])).toEqual([VITE_REACT, VITE_REACT])
})
