/** Stands in for the application's own chat: windows of one browser, each with another name after `#`. */
import type { BrowserNetwork } from '@passel/core/browser'
import { useSyncExternalStore } from 'react'

export interface Message { readonly id: string, readonly attachment: string }

/** Who sits in this window. */
export const me = location.hash.slice(1) || 'anna'

/** Where this machine's relay and Waku nodes are. */
export const network = await (await fetch('/network.json')).json() as BrowserNetwork

const channel = new BroadcastChannel('chat')
const listeners = new Set<() => void>()
let messages: readonly Message[] = []

function add (message: Message): void {
  messages = [...messages, message]
  for (const listener of listeners) listener()
}

channel.addEventListener('message', ({ data }: MessageEvent<Message>) => add(data))

export const chat = {
  send (words: Omit<Message, 'id'>): void {
    const message = { id: crypto.randomUUID(), ...words }
    add(message)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel of this origin alone
    channel.postMessage(message)
  },
}

export function useMessages (): readonly Message[] {
  return useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, () => messages)
}
