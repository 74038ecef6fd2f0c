import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inRoot } from './places.mjs'

const FOLDERS = ['packages/hooks/src', 'packages/components/src']

/** Without it a server component that imports the file fails with words that say nothing about it. */
const DIRECTIVE = "'use client'\n"

function shipped() {
  return FOLDERS.flatMap((folder) => readdirSync(inRoot(folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.(test|d)\.tsx?$/.test(name))
    .map((name) => ({ name: `${folder}/${name}`, text: readFileSync(join(inRoot(folder), name), 'utf8') })))
}

test('every file with a hook or a context of its own begins with use client, and no other', () => {
  const needs = (text) => /\b(use[A-Z]\w*|createContext)\b[^']*\} from 'react(-dropzone)?'/.test(text)
    || /\buse[A-Z]\w*\s*\(/.test(text)
  const wrong = shipped().filter(({ text }) => needs(text) !== text.startsWith(DIRECTIVE)).map(({ name }) => name)
  expect(wrong).toEqual([])
})
