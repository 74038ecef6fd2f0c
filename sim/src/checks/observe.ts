import type { VirtualClock } from '@passel/core/testing'
import type { Observer, VirtualHost } from '../world/index.ts'
import { checkAuthors } from './authors.ts'
import { checkBytes } from './bytes.ts'
import { createChannels } from './channels.ts'
import { countInteresting } from './interesting.ts'
import type { Properties } from './properties.ts'
import { checkRequests } from './requests.ts'
import { checkSignals } from './signals.ts'
import { recordViews } from './views.ts'

/** What every world in the lab is watched by, in one observer. `honest` tells whose machines are the real ones. */
export function observe (
  properties: Properties, clock: () => VirtualClock, honest: (host: VirtualHost) => boolean
): Observer {
  const channels = createChannels()
  const ofAll = [recordViews(properties, channels, honest), countInteresting(properties)]
  const ofHonest = [
    checkBytes(properties, channels), checkRequests(properties, channels), checkAuthors(properties),
    checkSignals(properties, clock),
  ]
  const parts: readonly Observer[] = [...ofAll, ...ofHonest]

  return {
    handled (host, event, effects) {
      if (event.type === 'joined') channels.handled(host, event)
      for (const part of honest(host) ? parts : ofAll) part.handled?.(host, event, effects)
      if (event.type === 'left') channels.handled(host, event)
    },
    kept (...kept) { for (const part of parts) part.kept?.(...kept) },
    lived (host, what) {
      for (const part of parts) part.lived?.(host, what)
      if (what === 'crash' || what === 'power-cut') channels.stopped(host)
    },
    witness: host => Object.assign({}, ...parts.map(part => part.witness?.(host) ?? {})) as object,
  }
}
