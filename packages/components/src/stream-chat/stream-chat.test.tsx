import { createScriptedEngine } from '@passel/core/testing/engine'
import type { ComponentType } from 'react'
import { renderToString } from 'react-dom/server'
import { expect, expectTypeOf, test } from 'vitest'
import { PasselProvider } from '../index.ts'
import { passelUploads, withPassel } from './index.ts'

// As stream-chat 9 publishes them. Its licence is no open one, so the package is not installed here.
type FileLike = File | Blob
interface FileReference { name: string, uri: string, size: number, type: string }
type UploadRequestFn = (
  fileLike: FileReference | FileLike, options?: { onProgress?: (percent: number | undefined) => unknown }
) => Promise<{ file: string, thumb_url?: string } & Partial<Record<string, unknown>>>
interface Attachment { type?: string, asset_url?: string, image_url?: string, title?: string }
interface AttachmentProps { attachments: (Attachment | { channel_cid: string })[], isQuoted?: boolean }

function Theirs ({ attachments, isQuoted }: AttachmentProps) {
  return <i>{attachments.length} of theirs{isQuoted === true && ', quoted'}</i>
}

test('it is what the composer and the message list of Stream Chat take', () => {
  expectTypeOf(passelUploads).returns.toExtend<UploadRequestFn>()
  expectTypeOf(withPassel<AttachmentProps>(Theirs)).toExtend<ComponentType<AttachmentProps>>()
})

test('what would be uploaded is sent, and its address is a reference', async () => {
  const engine = createScriptedEngine()
  const upload: UploadRequestFn = passelUploads({ engine })
  const percents: unknown[] = []
  const { file } = await upload(new File(['x'], 'a.txt'), { onProgress: (percent) => percents.push(percent) })
  expect([file, percents]).toEqual([engine.transfers()[0]?.text, [100]])
  await expect(upload({ name: 'a', uri: 'file:///a', size: 1, type: '' })).rejects.toMatchObject({ code: 'bad-option' })
})

test('of the attachments of a message ours are drawn by us, and the others as before', () => {
  const { text } = createScriptedEngine().add({ reference: { name: 'a.txt' } })
  const Both = withPassel(Theirs)
  const show = (attachments: AttachmentProps['attachments']): string => renderToString(
    <PasselProvider engine={null}><Both attachments={attachments} isQuoted /></PasselProvider>
  )
  const mixed = show([{ type: 'file', asset_url: text }, { type: 'image', image_url: 'https://example.org/a.png' }])
  expect(mixed.match(/passel-attachment/g)).toHaveLength(1)
  expect(mixed).toContain('<i>1<!-- --> of theirs<!-- -->, quoted</i>')
  expect(show([{ type: 'image', image_url: text }])).not.toContain('theirs')
})
