import { PasselError } from '../../errors.ts'

/** `/{app}/{version}`, on which alone the shard depends. */
export type AppPrefix = `/${string}/${string}`

/** Throws `bad-option` unless `app` is a slash, a name, a slash and a version. */
export function checkAppPrefix (app: string): asserts app is AppPrefix {
  if (!/^\/[^/]+\/[^/]+$/.test(app)) {
    throw new PasselError('bad-option', `app must look like /my-chat/1, not ${JSON.stringify(app)}`)
  }
}

/** The content topic that a bucket's swarms share (DESIGN: signals). */
export function contentTopicOf (app: AppPrefix, bucket: number): string {
  return `${app}/passel-${bucket}/proto`
}

/** The bucket of a content topic that `contentTopicOf` made; undefined for any other. */
export function bucketOf (app: AppPrefix, contentTopic: string): number | undefined {
  const bucket = Number(/\/passel-(\d+)\/proto$/.exec(contentTopic)?.[1])
  return contentTopicOf(app, bucket) === contentTopic ? bucket : undefined
}
