import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { checkTree } from './rings/check-tree.mjs'

const trees = []

afterEach(() => {
  for (const tree of trees.splice(0)) rmSync(tree, { recursive: true })
})

/** A tree made of these files; paths below packages/core/src unless they name a package. */
function plant(files) {
  const root = mkdtempSync(join(tmpdir(), 'passel-rings-'))
  trees.push(root)
  for (const [path, text] of Object.entries(files)) {
    const file = join(root, path.startsWith('packages/') ? path : `packages/core/src/${path}`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  return root
}

function check(files) {
  return checkTree(plant(files)).findings
}

test('this checkout is read at all', () => {
  expect(checkTree(fileURLToPath(new URL('..', import.meta.url))).count).toBeGreaterThan(10)
})

test('the command prints what it found and fails, or says that it found nothing', () => {
  const script = fileURLToPath(new URL('check-rings.mjs', import.meta.url))
  const run = (files) => spawnSync(process.execPath, [script, plant(files)], { encoding: 'utf8' })
  const bad = run({ 'limits.ts': 'export const START = Date.now()' })
  expect(bad.stdout).toContain('packages/core/src/limits.ts:1: base must not use Date.now')
  expect(bad.status).toBe(1)
  const good = run({ 'limits.ts': 'export const START = 0' })
  expect(good).toMatchObject({ status: 0, stdout: '1 files read, 0 findings\n' })
})

test('a tree whose imports point inwards passes', () => {
  const findings = check({
    'ids.ts': 'export type Ms = number',
    'pure/frame.ts': 'import type { Ms } from \'../ids.ts\'\nimport { CID } from \'multiformats/cid\'',
    'ports.ts': 'export type Outcome = \'ok\'',
    'machines/peer.ts': 'import { a } from \'../pure/frame.ts\'\nimport type { Outcome } from \'../ports.ts\'',
    'engine/host.ts': 'import { createPeer } from \'../machines/peer.ts\'\nimport { createStore } from \'zustand\'',
    'adapters/system/clock.ts': 'export const now = () => Date.now()',
    'index.ts': 'export * from \'./engine/host.ts\'\nexport * from \'./adapters/system/clock.ts\'',
    'pure/frame.test.ts': 'import { readFileSync } from \'node:fs\'\nsetTimeout(() => {}, 1)',
  })
  expect(findings).toEqual([])
})

test.each([
  ['pure', 'machines', 'pure/a.ts', '../machines/b.ts'],
  ['pure', 'ports', 'pure/a.ts', '../ports.ts'],
  ['machines', 'engine', 'machines/a.ts', '../engine/b.ts'],
  ['machines', 'adapters', 'machines/a.ts', '../adapters/libp2p/b.ts'],
  ['engine', 'adapters', 'engine/a.ts', '../adapters/libp2p/b.ts'],
  ['engine', 'testing', 'engine/a.ts', '../testing/b.ts'],
  ['base', 'pure', 'limits.ts', './pure/b.ts'],
])('%s must not import from %s, not even a type', (part, other, path, specifier) => {
  const target = join(dirname(path), specifier)
  const findings = check({ [target]: '', [path]: `\nexport type { B } from '${specifier}'` })
  expect(findings).toEqual([expect.stringContaining(`${path}:2: ${part} must not import ${target} (${other})`)])
})

test('machines may name the types of ports but not call into them', () => {
  const findings = check({ 'ports.ts': '', 'machines/a.ts': 'import { open } from \'../ports.ts\'' })
  expect(findings).toEqual([expect.stringContaining('machines must not import ports.ts')])
})

test.each([
  'Date.now()', 'new Date()', 'Math.random()', 'setTimeout(f, 1)', 'setInterval(f, 1)', 'queueMicrotask(f)',
  'performance.now()', 'crypto.getRandomValues(f)', 'globalThis.crypto', 'fetch(f)', 'AbortSignal.timeout(1)',
  'const { now } = performance', 'f({ crypto })',
])('clock, randomness and I/O are found in every calm part: %s', (use) => {
  for (const path of ['pure/a.ts', 'machines/a.ts', 'engine/a.ts', 'limits.ts']) {
    const findings = check({ [path]: `export const f = 1\n${use}` })
    expect(findings).toEqual([expect.stringContaining(`${path}:2: `)])
  }
})

test.each([
  '// Date.now() in a comment', 'const text = \'Math.random()\'', 'const at = new Date(0)', 'link.fetch(1)',
  'interface Port { fetch (): void, crypto: number }', 'function run (process: number) { return process }',
  'const event = { performance: 1 }', 'class Desk { fetch () {} }',
])('what only looks like it is not: %s', (text) => {
  expect(check({ 'machines/a.ts': `export {}\n${text}` })).toEqual([])
})

test('random bytes do not come in through a package either', () => {
  const findings = check({ 'pure/a.ts': 'import { randomBytes } from \'@noble/hashes/utils.js\'' })
  expect(findings).toEqual([expect.stringContaining('pure must not use randomBytes')])
})

test('calm parts import the packages on their list only, and core nothing of Node', () => {
  const findings = check({
    'pure/a.ts': 'import { createLibp2p } from \'libp2p\'',
    'adapters/a.ts': 'import { readFile } from \'node:fs/promises\'',
  })
  expect(findings).toEqual([
    expect.stringContaining('adapters/a.ts:1: node:fs/promises exists in Node only'),
    expect.stringContaining('pure/a.ts:1: pure must not import libp2p'),
  ])
})

test('a circle is found, also one of types, and once', () => {
  const findings = check({
    'pure/a.ts': 'import type { B } from \'./b.ts\'',
    'pure/b.ts': 'export { c } from \'./c.ts\'',
    'pure/c.ts': 'export const later = () => import(\'./a.ts\')',
  })
  expect(findings).toEqual([expect.stringContaining('pure/a.ts -> pure/b.ts -> pure/c.ts -> pure/a.ts')])
})

test('circles are found in other packages too', () => {
  const findings = check({
    'packages/node/src/a.ts': 'import \'./b.ts\'',
    'packages/node/src/b.ts': 'import \'./a.ts\'',
  })
  expect(findings).toEqual([expect.stringContaining('packages/node/src/a.ts: imports itself in a circle')])
})

test('the main entry does not lead to an optional package, by any way', () => {
  const findings = check({
    'index.ts': 'export * from \'./adapters/preset.ts\'',
    'adapters/preset.ts': 'export const later = () => import(\'./waku/index.ts\')',
    'adapters/waku/index.ts': 'import { createLightNode } from \'@waku/sdk\'',
    'adapters/helia/index.ts': 'import { createHeliaLight } from \'helia\'',
  })
  expect(findings).toEqual([
    expect.stringContaining('@waku/sdk, an optional package: index.ts -> adapters/preset.ts -> adapters/waku/index'),
  ])
})

test('a package is entered by its name', () => {
  const findings = check({ 'packages/node/src/cli/a.ts': 'import \'../../../core/src/pure/b.ts\'' })
  expect(findings).toEqual([expect.stringContaining('outside its package: use the package\'s name')])
})
