import type { AttachmentAdapter, FileMessagePart } from '@assistant-ui/core'
import { createScriptedEngine } from '@passel/core/testing/engine'
import { renderToString } from 'react-dom/server'
import type { ComponentType } from 'react'
import { expect, expectTypeOf, test } from 'vitest'
import { PasselProvider } from '../index.ts'
import { passelAttachments, PasselFile } from './index.ts'

test('it is an adapter of assistant-ui, and draws its file parts', () => {
  expectTypeOf(passelAttachments).returns.toExtend<AttachmentAdapter>()
  expectTypeOf(PasselFile).toExtend<ComponentType<FileMessagePart>>()
})

test('a file is sent when its message is, and becomes a part that holds its reference', async () => {
  const engine = createScriptedEngine()
  const adapter: AttachmentAdapter = passelAttachments({ engine, sendOptions: { privacy: 'relayed' } })
  const adding = adapter.add({ file: new File(['hello'], 'notes.txt', { type: 'text/plain' }) })
  if (!('then' in adding)) throw new Error('it has nothing to yield')
  const pending = await adding
  expect(pending).toMatchObject({ type: 'file', name: 'notes.txt', contentType: 'text/plain' })
  expect(engine.asked.send).toBe(0)
  const complete = await adapter.send(pending)
  const [transfer] = engine.transfers()
  expect(complete).toEqual({
    id: pending.id, type: 'file', name: 'notes.txt', contentType: 'text/plain', status: { type: 'complete' },
    content: [{
      type: 'file', filename: 'notes.txt', mimeType: 'text/plain', data: transfer?.text, sourceType: 'url'
    }]
  })
  expect(transfer?.reference.privacy).toBe('relayed')
  await adapter.remove(complete)
  expect(transfer?.calls).toEqual([])
})

test('what could not begin is an error of the message', async () => {
  const engine = createScriptedEngine()
  engine.refuse('quota')
  const adapter = passelAttachments({ engine })
  const pending = await adapter.add({ file: new File(['x'], 'x') })
  expect(pending.contentType).toBe('application/octet-stream')
  await expect(adapter.send(pending)).rejects.toMatchObject({ code: 'quota' })
})

test('a file part is an attachment where it is one of ours', () => {
  const { text } = createScriptedEngine().add({ reference: { name: 'notes.txt', size: 5 } })
  const part = { type: 'file', mimeType: 'text/plain' } as const
  const html = renderToString(
    <PasselProvider engine={null}>
      <PasselFile {...part} data={text} />
      <PasselFile {...part} data='aGVsbG8=' otherwise={<i>theirs</i>} />
    </PasselProvider>
  )
  expect(html.match(/passel-attachment/g)).toHaveLength(1)
  expect(html).toContain('<i>theirs</i>')
})
