/**
 * Everything that can go wrong and that a caller can act on. The text after each code is what the caller can do.
 */
export type PasselErrorCode =
  | 'reference-malformed' // ask for the reference again; it was truncated or is not Passel's
  | 'reference-newer' // update the application
  | 'reference-too-large' // shorten name, thumbnail or hints
  | 'reference-expired' // ask the sender to send again
  | 'source-changed' // the file is not the one that was being sent: send it as a new payload
  | 'source-missing' // choose the file again
  | 'author-conflict' // two versions were signed: ask the sender to send again; verified chunks are kept
  | 'page-forged' // nothing: the page is dropped and its sender blamed
  | 'chunk-malformed' // the author sealed it wrong: ask the sender to send again
  | 'frame-malformed' // nothing: the connection is closed and its peer blamed
  | 'disk-full' // free space, then resume
  | 'quota' // raise the engine's quota or remove transfers, then resume
  | 'store-in-use' // another process or tab has this home open
  | 'store-broken' // the home cannot be read: restore it or start with an empty one
  | 'too-long' // the payload reached its largest size; what was sealed stays good
  | 'not-enough-holders' // wait: who is online lacks parts of it, and others may come back
  | 'series-malformed' // ask for the archive's announcement again; it was cut short or is not Passel's
  | 'series-newer' // update the application
  | 'series-forged' // nothing: who sent it does not speak for the archive
  | 'index-malformed' // ask the archive's author to publish again; bundles already known stay good
  | 'bundle-malformed' // ask the author to bundle again; messages given before are good, other bundles too
  | 'bundle-bomb' // nothing: the bundle is not what it says and was left
  | 'message-forged' // nothing: that message is left out, the others are good
  | 'waku-unreachable' // check the network; the engine keeps trying
  | 'not-found' // no such transfer
  | 'canceled' // the caller canceled
  | 'bad-option' // correct the named option
  | 'unsupported' // this platform cannot do it; the message names the alternative
  | 'io' // see cause

/** The one error class of the package; `code` is what programs look at, `message` says what to do. */
export class PasselError extends Error {
  readonly code: PasselErrorCode

  constructor (code: PasselErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'PasselError'
    this.code = code
  }
}

const RESUMABLE: readonly PasselErrorCode[] = ['source-missing', 'disk-full', 'quota', 'io']

/** Whether a transfer that failed so goes on with `resume`, once a person has done something about it. */
export function canResume (code: PasselErrorCode): boolean {
  return RESUMABLE.includes(code)
}

/** The error's code, or `io` for whatever did not come from Passel. */
export function errorCode (error: unknown): PasselErrorCode {
  return error instanceof PasselError ? error.code : 'io'
}
