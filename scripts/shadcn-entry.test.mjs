import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { inRoot } from './places.mjs'

const read = (path) => readFileSync(inRoot(path), 'utf8')
const entry = JSON.parse(read('packages/components/registry/attachments.json'))
const shipped = JSON.parse(read('packages/components/package.json'))

/** As https://ui.shadcn.com/schema/registry-item.json had it in November 2026. */
const TYPES = [
  'lib', 'block', 'component', 'ui', 'hook', 'theme', 'page', 'file', 'style', 'item', 'example', 'internal',
].map((type) => `registry:${type}`)
const FIELDS = {
  $schema: isText, name: isText, type: isType, description: isText, title: isText, author: isText,
  dependencies: isTexts, devDependencies: isTexts, registryDependencies: isTexts, categories: isTexts,
  files: (files) => Array.isArray(files) && files.every(isFile), css: isCss, docs: isText,
}

function isText(value) {
  return typeof value === 'string' && value !== ''
}

function isTexts(value) {
  return Array.isArray(value) && value.every(isText)
}

function isType(value) {
  return TYPES.includes(value)
}

function isFile({ path, type, content, target, ...rest }) {
  const needsTarget = type === 'registry:file' || type === 'registry:page'
  return isText(path) && isType(type) && isText(content) && (!needsTarget || isText(target))
    && Object.keys(rest).length === 0
}

function isCss(value) {
  return typeof value === 'string' || (typeof value === 'object' && Object.values(value).every(isCss))
}

test('the entry for shadcn has the fields of its schema, with values that it takes', () => {
  const wrong = Object.entries(entry).filter(([name, value]) => FIELDS[name]?.(value) !== true).map(([name]) => name)
  expect(wrong).toEqual([])
  expect(entry).toMatchObject({ $schema: 'https://ui.shadcn.com/schema/registry-item.json', name: expect.any(String) })
})

test('what it installs is the component whose story is tested, and imports only what it asks for', () => {
  const [{ content }] = entry.files
  expect(content).toBe(read('stories/src/registry/chat-attachments.tsx'))
  const imported = [...content.matchAll(/from '([^']+)'/g)].map(([, name]) => name)
  expect(imported.filter((name) => name !== 'react' && !entry.dependencies.includes(name))).toEqual([])
})

test('it is published, and sets variables that there are', () => {
  expect(shipped.files).toContain('registry')
  const styles = read('packages/components/src/styles.css')
  const unknown = Object.keys(entry.css['.passel']).filter((name) => !styles.includes(`${name}:`))
  expect(unknown).toEqual([])
})
