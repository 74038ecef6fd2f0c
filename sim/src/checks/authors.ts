/** Whatever crashes: one nonce never seals two plaintexts, one number never has two pages, no journal lags behind. */
import type { Observer } from '../world/index.ts'
import type { Properties } from './properties.ts'

const ONE_NONCE = 'one nonce never seals two plaintexts'
const ONE_HEAD = 'two heads are never signed for one number'
const REPLAY = 'a journal read back gives what was known'

/** Creates the checks on what stores write and sign. */
export function checkAuthors (properties: Properties): Observer {
  const nonces = new Map<string, string>()
  const heads = new Map<string, string>()

  return {
    witness: host => ({
      sealed (payload, chunk, epoch, offset, bytes) {
        const key = `${payload.id}/${epoch}/${chunk}`
        const content = `${offset}+${bytes}`
        const before = nonces.get(key) ?? content
        nonces.set(key, content)
        properties.always(ONE_NONCE, before === content, () => `${host().name}, ${key}: ${before} and ${content}`)
      },
      signed (payload, page, head) {
        const key = `${payload.id}/${page.page}`
        const digest = `${head.final} ${head.digest.join(' ')}`
        const before = heads.get(key)
        heads.set(key, digest)
        properties.always(ONE_HEAD, before === undefined || before === digest, () => `${host().name}, page ${key}`)
        if (before !== undefined) properties.sometimes('a page is signed again')
      },
      replayed (payload, difference) {
        properties.always(REPLAY, difference === undefined, () => `${host().name}, ${payload.id}: ${difference}`)
      },
      torn () { properties.sometimes('a power cut takes chunks') },
    }),
  }
}
