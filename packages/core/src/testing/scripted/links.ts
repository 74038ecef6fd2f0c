import type { Address, PeerId, PrivacyClass } from '../../ids.ts'
import type { CreateLinkPort, LinkListener, LinkPort } from '../../ports.ts'

/** A node that does nothing but write down what it is asked. */
export interface ScriptedLink extends LinkPort {
  readonly listener: LinkListener
  /** `[method, ...arguments]`, in order. */
  readonly calls: readonly (readonly unknown[])[]
  /** The calls of one method, without its name. */
  asked (method: keyof LinkPort): unknown[][]
}

export interface ScriptedLinks {
  readonly createLink: CreateLinkPort
  /** The node of a class; throws while there is none. */
  node (privacy: PrivacyClass): ScriptedLink
  /** How many nodes were started, those that failed included. */
  readonly started: number
}

export interface LinksScript {
  /** What a dial comes to. @default it succeeds at once */
  readonly dial?: LinkPort['dial']
  /** What a keeper answers. @default it is none */
  readonly deposit?: LinkPort['deposit']
  /** What is read back of a chunk. @default nothing */
  readonly probe?: LinkPort['probe']
  /** Called when a node is asked to do something, before it returns. */
  readonly onCall?: (method: string, args: readonly unknown[], node: ScriptedLink) => void
  /** Awaited before a node is up. */
  readonly start?: (privacy: PrivacyClass) => Promise<void>
  readonly addresses?: Address[]
}

export function createScriptedLinks (script: LinksScript = {}): ScriptedLinks {
  const nodes = new Map<PrivacyClass, ScriptedLink>()
  let started = 0

  function createNode (privacy: PrivacyClass, listener: LinkListener): ScriptedLink {
    const calls: unknown[][] = []
    const note = (method: string) => (...args: unknown[]): void => {
      calls.push([method, ...args])
      script.onCall?.(method, args, node)
    }
    const self: PeerId = `peer-${privacy}`
    const node: ScriptedLink = {
      self,
      listener,
      calls,
      asked: (method) => calls.filter(([name]) => name === method).map(([, ...args]) => args),
      addresses: () => script.addresses ?? [`/ip4/127.0.0.1/tcp/1/p2p/${self}`],
      dial: async (...args) => {
        note('dial')(...args)
        await script.dial?.(...args)
      },
      deposit: async (...args) => {
        note('deposit')(...args)
        return await script.deposit?.(...args) ?? { accepted: false, reason: 'not-a-keeper' }
      },
      probe: async (...args) => {
        note('probe')(...args)
        return await script.probe?.(...args)
      },
      admit: note('admit'),
      dismiss: note('dismiss'),
      hangUp: note('hangUp'),
      join: note('join'),
      leave: note('leave'),
      sendFrame: note('sendFrame'),
      sendPage: note('sendPage'),
      sendChunk: note('sendChunk'),
      abortSend: note('abortSend'),
      expect: note('expect'),
      drop: note('drop'),
      recycle: note('recycle'),
      reserve: note('reserve'),
      unreserve: note('unreserve'),
      close: async () => note('close')()
    }
    return node
  }

  return {
    createLink: async (privacy, listener) => {
      started++
      await script.start?.(privacy)
      const node = createNode(privacy, listener)
      nodes.set(privacy, node)
      return node
    },
    node: (privacy) => {
      const node = nodes.get(privacy)
      if (node === undefined) throw new RangeError(`no node of class ${privacy} was started`)
      return node
    },
    get started () { return started }
  }
}
