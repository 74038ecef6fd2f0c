import { afterEach, expect, test, vi } from 'vitest'
import { saveFile } from './save-file.ts'

const bytes = new TextEncoder().encode('hello')
const blob = async () => new Blob([bytes], { type: 'text/html' })
const stream = () => new Blob([bytes]).stream()

afterEach(() => vi.unstubAllGlobals())

test('where the browser can, it streams to the disk', async () => {
  const written: Uint8Array[] = []
  const createWritable = async () => new WritableStream({ write: (part: Uint8Array) => { written.push(part) } })
  const picker = vi.fn<(options: object) => Promise<object>>(async () => ({ createWritable }))
  vi.stubGlobal('showSaveFilePicker', picker)
  expect(await saveFile({ name: 'a.txt', stream, blob })).toBe(true)
  expect(picker).toHaveBeenCalledWith({ suggestedName: 'a.txt' })
  expect(await new Blob(written as BlobPart[]).text()).toBe('hello')
})

test('a changed mind is no error, a broken disk is', async () => {
  const refuse = (error: Error): void => { vi.stubGlobal('showSaveFilePicker', async () => { throw error }) }
  refuse(new DOMException('no', 'AbortError'))
  expect(await saveFile({ name: 'a.txt', stream, blob })).toBe(false)
  refuse(new DOMException('no', 'NotAllowedError'))
  await expect(saveFile({ name: 'a.txt', stream, blob })).rejects.toThrow('no')
})

test('elsewhere it is a download without the type that its sender chose', async () => {
  vi.stubGlobal('showSaveFilePicker', undefined)
  const saved: Blob[] = []
  const make = vi.spyOn(URL, 'createObjectURL').mockImplementation((made) => {
    saved.push(made as Blob)
    return 'blob:nothing'
  })
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    expect([this.download, this.href]).toEqual(['page.html', 'blob:nothing'])
  })
  expect(await saveFile({ name: 'page.html', stream, blob })).toBe(true)
  expect(click).toHaveBeenCalledTimes(1)
  expect(saved.map(({ type, size }) => [type, size])).toEqual([['application/octet-stream', 5]])
  make.mockRestore()
  click.mockRestore()
})
