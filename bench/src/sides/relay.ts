import type { LinkShape } from '../delay-line.ts'
import { startSubject } from '../subject.ts'
import type { RelayOptions, RelayReady } from '../subjects/relay.ts'
import type { Started } from './all-stopped.ts'
import { portOf, startLink, throughLink } from './link.ts'

/** Starts a circuit relay, behind a proxied link when one is described; gives its address for everybody. */
export async function startRelay({ keep }: Started, options: RelayOptions, shape?: LinkShape): Promise<string> {
  const { address } = keep(await startSubject<RelayReady>('relay', options)).ready
  if (shape === undefined) return address
  return throughLink(address, keep(await startLink(portOf(address), shape)))
}
