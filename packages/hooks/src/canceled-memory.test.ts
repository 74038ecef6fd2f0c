import { expect, test } from 'vitest'
import { createCanceledMemory, pageNotebook, type Notebook } from './canceled-memory.ts'

function createNotebook (text: string | null = null): Notebook & { readonly text: () => string | null } {
  let written = text
  return { getItem: () => written, setItem: (_key, value) => { written = value }, text: () => written }
}

test('what was canceled is there for the next page, until it is taken back', () => {
  const notebook = createNotebook()
  createCanceledMemory(notebook).add('a', 'get')
  createCanceledMemory(notebook).add('b', 'send')
  expect([...createCanceledMemory(notebook).all()]).toEqual([['a', 'get'], ['b', 'send']])
  createCanceledMemory(notebook).remove('a')
  expect([...createCanceledMemory(notebook).all()]).toEqual([['b', 'send']])
})

test('the oldest of very many are forgotten', () => {
  const memory = createCanceledMemory(createNotebook())
  for (let index = 0; index < 600; index++) memory.add(String(index), 'get')
  expect([memory.all().size, memory.all().has('99'), memory.all().has('599')]).toEqual([500, false, true])
})

test.each(['{', 'null', '{"a":1}', '[1, ["a"], ["b", "keep"], ["c", "get"]]'])(
  'what somebody else wrote there does no harm: %s', (text) => {
    expect([...createCanceledMemory(createNotebook(text)).all()].filter(([id]) => id !== 'c')).toEqual([])
  })

test('where nothing may be kept, nothing is remembered and nothing fails', () => {
  const denied = (): never => { throw new DOMException('no', 'SecurityError') }
  for (const notebook of [null, { getItem: denied, setItem: denied }]) {
    const memory = createCanceledMemory(notebook)
    memory.add('a', 'get')
    memory.remove('a')
    expect(memory.all().size).toBe(0)
  }
})

test('a server has no notebook', () => {
  const { localStorage: own } = globalThis
  Object.defineProperty(globalThis, 'localStorage', { configurable: true, get: () => { throw new Error('denied') } })
  expect(pageNotebook()).toBeNull()
  Object.defineProperty(globalThis, 'localStorage', { configurable: true, value: own })
})
