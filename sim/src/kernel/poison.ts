/**
 * While a run is on, whatever would make it depend on this machine throws and names who called it. Runs are
 * synchronous, so nothing else is on its way meanwhile.
 */

interface Poisonable { readonly owner: object, readonly name: string, readonly key: PropertyKey }

const GLOBALS: readonly Poisonable[] = [
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch'].map(
    key => ({ owner: globalThis, name: key, key })
  ),
  { owner: Date, name: 'Date.now', key: 'now' },
  { owner: Math, name: 'Math.random', key: 'random' },
  { owner: performance, name: 'performance.now', key: 'now' },
  { owner: process, name: 'process.hrtime', key: 'hrtime' },
  ...['getRandomValues', 'randomUUID'].map(key => ({ owner: crypto, name: `crypto.${key}`, key })),
  ...['digest', 'encrypt', 'decrypt', 'sign', 'verify', 'importKey', 'deriveBits'].map(
    key => ({ owner: crypto.subtle, name: `crypto.subtle.${key}`, key })
  ),
]

/** Runs `work` without clocks, timers, platform randomness, WebCrypto and network. */
export function poisoned<Result> (work: () => Result): Result {
  const before = GLOBALS.map(({ owner, key }) => Object.getOwnPropertyDescriptor(owner, key))
  const RealDate = globalThis.Date
  for (const { owner, name, key } of GLOBALS) {
    Object.defineProperty(owner, key, { configurable: true, writable: true, value: () => refuse(name) })
  }
  globalThis.Date = new Proxy(RealDate, {
    construct (target, args: readonly unknown[]) {
      return args.length === 0 ? refuse('new Date()') : Reflect.construct(target, args) as object
    },
  })
  try {
    return work()
  } finally {
    globalThis.Date = RealDate
    GLOBALS.forEach(({ owner, key }, index) => {
      const descriptor = before[index]
      if (descriptor === undefined) Reflect.deleteProperty(owner, key)
      else Object.defineProperty(owner, key, descriptor)
    })
  }
}

function refuse (name: string): never {
  const [, , caller = 'somebody'] = new Error(name).stack?.split('\n').slice(1) ?? []
  throw new Error(`${name} in virtual time, called ${caller.trim()}`)
}
