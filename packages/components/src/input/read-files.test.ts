import { expect, test } from 'vitest'
import { readFiles } from './read-files.ts'

type Tree = { readonly [name: string]: File | Tree | 'forbidden' }

const file = (name: string) => new File(['x'], name)

function entryOf (name: string, at: Tree[string]): object {
  if (at instanceof File) return { name, isDirectory: false, file: (resolve: (file: File) => void) => resolve(at) }
  const batches = at === 'forbidden' ? [] : [Object.entries(at).map(([child, node]) => entryOf(child, node)), []]
  return { name, isDirectory: true, createReader: () => ({
    readEntries: (resolve: (entries: object[]) => void, reject: (error: Error) => void) => {
      const batch = batches.shift()
      if (batch === undefined) reject(new DOMException('no', 'NotReadableError'))
      else resolve(batch)
    }
  }) }
}

function handleOf (name: string, at: Tree[string]): object {
  if (at instanceof File) return { kind: 'file', name, getFile: async () => at }
  return { kind: 'directory', name, values: async function * () {
    if (at === 'forbidden') throw new DOMException('no', 'NotAllowedError')
    for (const [child, node] of Object.entries(at)) yield handleOf(child, node)
  } }
}

/** A drop of what lies in `tree`, in a browser that has handles or has none. */
async function drop (tree: Tree, most = 100, handles = true) {
  const items = Object.entries(tree).map(([name, at]) => ({
    kind: 'file',
    webkitGetAsEntry: () => entryOf(name, at),
    getAsFile: () => at instanceof File ? at : null,
    ...(handles && { getAsFileSystemHandle: async () => handleOf(name, at) })
  }))
  const event = { type: 'drop', dataTransfer: { items } } as unknown as DragEvent
  const { files, unread, more } = await readFiles(event, most)
  return { files, names: files.map(({ name }) => name), unread, more }
}

test.each([['with handles', true], ['without', false]])(
  'folders are read to their end, %s, and what systems leave in them is not meant', async (_how, handles) => {
    const inner = { 'b.txt': file('b.txt'), '.DS_Store': file('.DS_Store'), deep: { 'c.txt': file('c.txt') } }
    expect(await drop({ 'a.txt': file('a.txt'), inner }, 100, handles))
      .toMatchObject({ names: ['a.txt', 'b.txt', 'c.txt'], unread: [], more: 0 })
  })

test.each([['with handles', true], ['without', false]])(
  'a folder without permission is named, %s, and what lies beside it is read', async (_how, handles) => {
    const photos = { private: 'forbidden', 'b.txt': file('b.txt') } as const
    expect(await drop({ photos, top: 'forbidden', 'a.txt': file('a.txt') }, 100, handles)).toMatchObject({
      names: ['b.txt', 'a.txt'],
      unread: [{ name: 'private', code: 'unreadable' }, { name: 'top', code: 'unreadable' }]
    })
  })

test('a folder without files is said to be empty', async () => {
  expect(await drop({ empty: { deeper: {} } })).toMatchObject({ unread: [{ name: 'empty', code: 'empty-folder' }] })
})

test('a file that the browser cannot open is named', async () => {
  const item = { kind: 'file', webkitGetAsEntry: () => ({ name: 'socket', isDirectory: false }), getAsFile: () => null }
  const event = { type: 'drop', dataTransfer: { items: [item] } } as unknown as DragEvent
  expect(await readFiles(event, 10)).toMatchObject({ files: [], unread: [{ name: 'socket', code: 'unreadable' }] })
})

test('behind the bound files are counted and not opened', async () => {
  const folder = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`${index}`, file(`${index}`)]))
  const locked = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`${index}`, 'forbidden' as const]))
  expect(await drop({ folder, locked, last: file('last') }, 4)).toMatchObject({
    names: ['0', '1', '2', '3'], unread: [], more: 5 + 9 + 1
  })
  expect(await drop(folder, 4)).toMatchObject({ names: ['0', '1', '2', '3'], more: 5 })
})

test('of what was chosen or pasted only so many are taken', async () => {
  const files = [file('a'), file('b'), file('c')]
  const chosen = { type: 'change', target: { files } } as unknown as Event
  const pasted = { type: 'paste', clipboardData: { files } } as unknown as ClipboardEvent
  for (const event of [chosen, pasted]) {
    expect(await readFiles(event, 2)).toMatchObject({ files: files.slice(0, 2), more: 1 })
  }
})

test('a file keeps the handle by which it is found again after a reload', async () => {
  const { files } = await drop({ 'a.txt': file('a.txt'), inner: { 'b.txt': file('b.txt') } })
  expect(files.map((each) => (each as { handle?: { name: string } }).handle?.name)).toEqual(['a.txt', 'b.txt'])
})
