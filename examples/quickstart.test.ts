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

test('what an application has to write is ten lines at most', async () => {
  const source = await readFile(MAIN, 'utf8')
  const part = source.slice(source.indexOf('// An application needs these lines'), source.indexOf('console.log'))
  const lines = part.split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('//'))
  expect(lines.length).toBeLessThanOrEqual(10)
  expect(lines.length).toBeGreaterThan(3)
})
