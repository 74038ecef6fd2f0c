import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const MAIN = fileURLToPath(new URL('node-quickstart/main.ts', import.meta.url))

test('the quickstart moves a file between two engines', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=passel-source', MAIN, MAIN])
  const { size } = await stat(MAIN)
  expect(stdout).toContain(`${size} bytes are in`)
})

test('attachments in a page take ten lines at most, imports included', async () => {
  const source = await readFile(fileURLToPath(new URL('quickstart/main.tsx', import.meta.url)), 'utf8')
  const kit = source.slice(source.indexOf('<PasselProvider'), source.indexOf('</PasselProvider>') + 1).split('\n')
  const imports = source.split('\n').filter((line) => line.startsWith('import') && line.includes('@passel/'))
  const engine = source.split('\n').filter((line) => line.includes('createEngine('))
  expect([imports.length, engine.length, kit.length]).toEqual([3, 1, 5])
})

test('what an application has to write is ten lines at most', async () => {
  const source = await readFile(MAIN, 'utf8')
  const part = source.slice(source.indexOf('// An application needs these lines'), source.indexOf('console.log'))
  const lines = part.split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('//'))
  expect(lines.length).toBeLessThanOrEqual(10)
  expect(lines.length).toBeGreaterThan(3)
})
