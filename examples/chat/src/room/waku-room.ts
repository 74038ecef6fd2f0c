import { createDecoder, createEncoder } from '@waku/message-encryption/symmetric'
import type { IDecodedMessage, LightNode } from '@waku/sdk'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { decodeWords, encodeWords, type ChatMessage } from './message.ts'
import type { RoomAddress } from './room-address.ts'

export interface RoomState {
  /** By time, oldest first. */
  readonly messages: readonly ChatMessage[]
  /** Names heard of in the last minute or so, oneself included. */
  readonly online: readonly string[]
}

export interface Room {
  readonly state: StoreApi<RoomState>
  /** Resolves when a service node took it. */
  say (words: { readonly text: string } | { readonly attachment: string }): Promise<void>
  leave (): Promise<void>
}

/** Content topics start like the application's other ones: the network places all of them on one shard. */
export const APP = '/passel-chat/1'

const HEARTBEAT_MS = 20_000
const GONE_AFTER_MS = 50_000
/** A query of more than a day loses its newest part. */
const HISTORY_MS = 24 * 3_600_000

/** Enters a room: messages of the last day come from the store, new ones by subscription. */
export async function enterRoom (node: LightNode, address: RoomAddress, me: string): Promise<Room> {
  const contentTopic = `${APP}/room-${address.name}/json`
  const { routingInfo } = node.createEncoder({ contentTopic })
  const decoder = createDecoder(contentTopic, routingInfo, address.key)
  const heardAtMs = new Map<string, number>()
  const state = createStore<RoomState>(() => ({ messages: [], online: [me] }))

  function hear (message: Pick<IDecodedMessage, 'payload'>): void {
    const words = decodeWords(message.payload)
    if (words === undefined) return
    if ('here' in words) heardAtMs.set(words.here, Date.now())
    else {
      const { messages } = state.getState()
      if (messages.some(({ id }) => id === words.id)) return
      state.setState({ messages: [...messages, words].sort((a, b) => a.sentAtMs - b.sentAtMs) })
    }
    count()
  }

  function count (): void {
    for (const [name, atMs] of heardAtMs) if (atMs < Date.now() - GONE_AFTER_MS) heardAtMs.delete(name)
    const online = [...new Set([me, ...heardAtMs.keys()])].sort()
    if (online.join() !== state.getState().online.join()) state.setState({ online })
  }

  async function send (words: Parameters<typeof encodeWords>[0], ephemeral: boolean): Promise<void> {
    const encoder = createEncoder({ contentTopic, routingInfo, symKey: address.key, ephemeral })
    const message = { payload: encodeWords(words), timestamp: new Date() }
    // The SDK's own retry stamps a message anew, and it would arrive twice.
    const { successes, failures } = await node.lightPush.send(encoder, message, { autoRetry: false })
    if (successes.length === 0) throw new Error(`nobody took the message: ${failures[0]?.error ?? 'no service node'}`)
  }

  function beat (): void {
    count()
    send({ here: me }, true).catch(() => undefined) // the next one comes soon
  }

  await node.filter.subscribe(decoder, hear)
  await node.store.queryWithOrderedCallback([decoder], hear, { timeStart: new Date(Date.now() - HISTORY_MS) })
  beat()
  const heart = setInterval(beat, HEARTBEAT_MS)

  return {
    state,
    async say (words) {
      const message = { id: crypto.randomUUID(), author: me, sentAtMs: Date.now(), ...words }
      hear({ payload: encodeWords(message) })
      await send(message, false)
    },
    async leave () {
      clearInterval(heart)
      await node.filter.unsubscribe(decoder)
    },
  }
}
