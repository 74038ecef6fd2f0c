import { join } from 'node:path'
import { privateKeyToProtobuf } from '@libp2p/crypto/keys'
import type { Address, Platform, PrivacyClass } from '@passel/core'
import type { Libp2pLink } from '@passel/core/libp2p'
import { nodePlatform } from '../engine.ts'
import { createNodeLink } from '../libp2p/index.ts'
import { keyFromFile } from '../relay/key-file.ts'

export interface KeeperPlatform {
  readonly platform: Platform
  /** Those that are open, by class. */
  readonly links: ReadonlyMap<PrivacyClass, Libp2pLink>
}

/**
 * What a keeper's engine runs on. Its ids last, where people's change daily: depositors name them to each other. The
 * classes have different ones all the same.
 */
export function openKeeperPlatform (home: string, listen: readonly Address[]): KeeperPlatform {
  const links = new Map<PrivacyClass, Libp2pLink>()
  const platform: Platform = {
    ...nodePlatform({ home }),
    createLink: async (privacy, listener) => {
      const key = await keyFromFile(join(home, `keeper-${privacy}.key`))
      const link = await createNodeLink({
        privacy,
        listener,
        identity: privateKeyToProtobuf(key),
        listen: privacy === 'direct' ? listen : [],
      })
      links.set(privacy, link)
      return link
    },
  }
  return { platform, links }
}
