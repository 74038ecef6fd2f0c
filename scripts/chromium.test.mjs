import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findChromium, provideChromium } from './chromium.mjs'

let folder

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'passel-chromium-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

function program(...names) {
  const path = join(folder, ...names)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, '')
  chmodSync(path, 0o755)
  return path
}

const nothing = async () => undefined

test('Chromium is taken before Chrome, and from the first folder of PATH that has it', () => {
  program('a', 'google-chrome')
  const first = program('b', 'chromium')
  program('c', 'chromium')
  const PATH = ['a', 'b', 'c'].map((name) => join(folder, name)).join(delimiter)
  expect(findChromium({ PATH }, 'linux')).toBe(first)
})

test('what cannot be run is passed over', () => {
  chmodSync(program('chromium'), 0o644)
  expect(findChromium({ PATH: folder }, 'linux')).toBe(undefined)
})

test('what a person names wins, and tests that are started later are told', async () => {
  program('chromium')
  const PASSEL_CHROMIUM = program('mine', 'browser')
  const env = { PATH: folder, PASSEL_CHROMIUM }
  expect(await provideChromium(env, nothing)).toBe(PASSEL_CHROMIUM)
  delete env.PASSEL_CHROMIUM
  expect(await provideChromium(env, nothing)).toBe(join(folder, 'chromium'))
  expect(env.PASSEL_CHROMIUM).toBe(join(folder, 'chromium'))
})

test('a name that leads nowhere stops the run instead of taking another browser', async () => {
  const env = { PATH: folder, PASSEL_CHROMIUM: join(folder, 'gone') }
  await expect(provideChromium(env, nothing)).rejects.toThrow('there is no program of that name')
})

test('without any it is installed where that can be done, else the run stops with what to type', async () => {
  const env = { PATH: folder }
  await expect(provideChromium(env, nothing)).rejects.toThrow('apt-get install --no-install-recommends chromium')
  expect(await provideChromium(env, async () => program('chromium'))).toBe(join(folder, 'chromium'))
})
