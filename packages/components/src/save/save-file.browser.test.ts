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

test('it reads no faster than the disk takes', async () => {
  let read = 0
  const endless = (): ReadableStream<Uint8Array> => new ReadableStream({
    pull: (controller) => controller.enqueue(Uint8Array.of(++read))
  }, { highWaterMark: 0 })
  let full = (): void => undefined
  const began = new Promise<void>((resolve) => { full = resolve })
  const broken: ((error: Error) => void)[] = []
  const createWritable = async () => new WritableStream({
    write: async () => await new Promise((_resolve, reject) => {
      broken.push(reject)
      full()
    })
  })
  vi.stubGlobal('showSaveFilePicker', async () => ({ createWritable }))
  const saved = saveFile({ name: 'a.txt', stream: endless, blob })
  await began
  expect(read).toBeLessThanOrEqual(2)
  broken[0]!(new Error('the disk is full'))
  await expect(saved).rejects.toThrow('the disk is full')
  expect(read).toBeLessThanOrEqual(2)
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
