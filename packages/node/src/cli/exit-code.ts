import { errorCode } from '@passel/core'

/** What the command's exit code tells a script. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  badReference: 3,
  homeInUse: 4,
  unreachable: 5,
  storage: 6,
  interrupted: 130
} as const

/** The exit code for an error; see `passel --help`. */
export function exitCodeOf (error: unknown): number {
  switch (errorCode(error)) {
    case 'bad-option': return EXIT.usage
    case 'reference-malformed':
    case 'reference-newer':
    case 'reference-too-large':
    case 'reference-expired':
    case 'series-malformed':
    case 'series-newer': return EXIT.badReference
    case 'store-in-use': return EXIT.homeInUse
    case 'waku-unreachable': return EXIT.unreachable
    case 'disk-full':
    case 'quota':
    case 'store-broken':
    case 'source-changed':
    case 'source-missing': return EXIT.storage
    case 'canceled': return EXIT.interrupted
    default: return EXIT.failed
  }
}
