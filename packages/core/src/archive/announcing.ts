/** A series' announcements over Waku: says, hears and looks up, and lets only those pass that the series signed. */
import { PasselError } from '../errors.ts'
import type { CreateSignalPort, SignalPort, SystemPort } from '../ports.ts'
import { Following, type FollowingEffect, type FollowingEvent, type Lane } from './machines/following.ts'
import { announcementBucket, deriveSeriesKeys } from './pure/series.ts'
import { openAnnouncement, sealAnnouncement } from './pure/sealed-announcement.ts'

export interface AnnouncingNeeds {
  readonly system: SystemPort
  readonly waku: CreateSignalPort | null
  readonly root: Uint8Array
  readonly secret: Uint8Array
  readonly buckets: number
  /** A lane has something newer. */
  readonly onLane: (lane: Lane) => void
  readonly onTrouble: (error: unknown) => void
}

export interface Announcing {
  lanes (): readonly Lane[]
  /** An announcement that came another way. Resolves when it was looked at. */
  hear (bytes: Uint8Array): Promise<void>
  /** Fails with `waku-unreachable`. */
  say (announcement: Uint8Array): Promise<void>
  /** Hears what Waku stored since `sinceMs`. Fails with `waku-unreachable` or `canceled`. */
  lookUp (sinceMs: number, signal?: AbortSignal): Promise<void>
  close (): Promise<void>
}

const NONCE_BYTES = 12
/** Bytes of the past that are read: hundreds of announcements, the newest first. */
const LOOK_UP_BYTES = 1024 * 1024

export async function createAnnouncing (needs: AnnouncingNeeds): Promise<Announcing> {
  const { system, waku, onLane, onTrouble } = needs
  const keys = deriveSeriesKeys(needs.secret)
  const bucket = announcementBucket(needs.secret, needs.buckets)
  const following = new Following(needs.root)
  let open = true

  async function handle (event: FollowingEvent): Promise<void> {
    const out: FollowingEffect[] = []
    following.handle(event, system.now(), out)
    for (const effect of out) await perform(effect)
  }

  async function perform (effect: FollowingEffect): Promise<void> {
    switch (effect.type) {
      case 'lane': return onLane(effect.lane)
      case 'refused': return onTrouble(effect.error)
      case 'verify': {
        const checks = effect.checks.map(({ key, message, signature }) => system.verify(key, message, signature))
        await handle({ type: 'verified', op: effect.op, ok: (await Promise.all(checks)).every(Boolean) })
      }
    }
  }

  async function unseal (payload: Uint8Array): Promise<void> {
    const bytes = openAnnouncement(keys, payload)
    if (bytes !== undefined && open) await handle({ type: 'heard', bytes })
  }

  const port: SignalPort | undefined = await waku?.({
    message: (from, payload) => {
      if (from === bucket) unseal(payload).catch(onTrouble)
    },
    health: () => 'who publishes notices by failing; who listens is told what it missed'
  })
  port?.watch([bucket])

  return {
    lanes: () => following.lanes(),
    hear: (bytes) => handle({ type: 'heard', bytes }),
    say: async (announcement) => {
      if (port === undefined) throw new PasselError('waku-unreachable', 'this archive was given no way to announce')
      await port.publish(bucket, sealAnnouncement(keys, system.randomBytes(NONCE_BYTES), announcement), true)
    },
    lookUp: async (sinceMs, signal) => {
      if (port === undefined) return
      for await (const { payload } of port.query(bucket, sinceMs, system.now().wall, LOOK_UP_BYTES, signal)) {
        await unseal(payload)
      }
    },
    close: async () => {
      open = false
      await port?.close()
    }
  }
}
