/** What the bench asks of an engine subject, and what it hears; JSON both ways. */

/** How an engine subject is started. */
export interface EngineSetUp {
  readonly home: string
  /** Network file with relays and Waku nodes; without it nobody is found but by a reference's own hints. */
  readonly network?: string
  /** Relays to use although there is no network file: no Waku then. */
  readonly relays?: readonly string[]
  /** Accepts direct TCP connections at this port of 127.0.0.1. */
  readonly listenPort?: number
  /** Port that others are told instead: a proxied link in front of `listenPort`. */
  readonly announcePort?: number
}

export type Privacy = 'direct' | 'relayed'
export type Until = 'sealed' | 'forever'
/** How many holders are enough, and how many there should be. */
export interface Scheme { readonly need: number; readonly of: number }

/** An engine's end by its own hand (SIGKILL), so that no message is late: at that share of the payload. */
export interface Death {
  readonly atShare: number
  /** File for its last words: `LastWords` as JSON. */
  readonly note: string
}

/** What an engine writes down before it kills itself. */
export interface LastWords {
  /** Bytes its process had read from files and sockets. */
  readonly bytesRead: number
}

/** One request to an engine; times it answers with are on the shared clock. */
export type EngineRequest =
  | { readonly do: 'warm'; readonly privacy: Privacy }
  | {
    readonly do: 'send'
    readonly path: string
    readonly privacy: Privacy
    readonly until: Until
    readonly holders?: Scheme
    readonly die?: Death
  }
  | { readonly do: 'send-slowly'; readonly bytesPerSecond: number; readonly seconds: number }
  | { readonly do: 'receive'; readonly reference: string; readonly path: string; readonly die?: Death }
  | { readonly do: 'read-first-byte'; readonly id: string }
  | { readonly do: 'finish'; readonly id: string }
  | { readonly do: 'look'; readonly id: string }
  | { readonly do: 'count-bytes-read' }

/** An engine is open. */
export interface Opened {
  /** Bytes its process had read before it was opened: the program itself. */
  readonly bytesRead: number
}

/** A transfer has begun. Times are milliseconds on the machine's monotonic clock, the same for all processes. */
export interface Begun {
  readonly id: string
  readonly reference: string
  /** Just before the call. */
  readonly calledAt: number
  /** When the call gave the handle back. */
  readonly begunAt: number
}

/** What an engine says of a transfer. */
export interface TransferFacts {
  readonly id: string
  readonly role: 'send' | 'get'
  readonly phase: string
  readonly failure: string | null
  /** When this was read, on the shared clock. */
  readonly at: number
  /** Plain bytes sealed (sender) or verified (receiver). */
  readonly loaded: number
  /** Sealed bytes over links since the engine started; `resumed` ones came from the journal. */
  readonly traffic: { readonly in: number; readonly twice: number; readonly out: number; readonly resumed: number }
  readonly peers: number
  readonly path: string | null
  /** From the handle to the first verified chunk. */
  readonly firstByteMs: number | null
  readonly signalsSent: number
}
