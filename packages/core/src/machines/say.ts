import type { ControlFrame } from '../pure/frame.ts'
import type { Channel } from './channel.ts'
import type { Effect } from './effect.ts'

/** Sends a control frame on a channel. */
export function say (channel: Channel, frame: ControlFrame, out: Effect[]): void {
  out.push({ type: 'frame', chan: channel.chan, frame })
}
