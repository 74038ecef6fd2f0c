import { expect, test } from 'vitest'
import { bucketOf, checkAppPrefix, contentTopicOf } from './content-topic.ts'

test('a bucket has a content topic of its own, from which it is known again', () => {
  expect(contentTopicOf('/my-chat/1', 7)).toBe('/my-chat/1/passel-7/proto')
  expect(bucketOf('/my-chat/1', '/my-chat/1/passel-7/proto')).toBe(7)
})

test.for([
  '/other/1/passel-7/proto', '/my-chat/1/passel-07/proto', '/my-chat/1/passel-/proto', '/my-chat/1/chat/proto', ''
])('%j is no bucket of ours', (topic) => {
  expect(bucketOf('/my-chat/1', topic)).toBeUndefined()
})

test.for(['my-chat/1', '/my-chat', '/my-chat/', '/my-chat/1/', '/a/b/c', ''])('%j is no application prefix', (app) => {
  expect(() => checkAppPrefix(app)).toThrow(expect.objectContaining({ code: 'bad-option' }))
})
