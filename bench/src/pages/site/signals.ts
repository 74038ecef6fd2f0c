/** What a page tells the other one while they connect without an engine; the bench carries it. */
type Signal = object

const outgoing: Signal[] = []
const early: Signal[] = []
let wake: (() => void) | undefined
let taker: ((signal: Signal) => unknown) | undefined

/** Says something to the other page. */
export function emitSignal(signal: Signal): void {
  outgoing.push(signal)
  wake?.()
}

/** Names who takes in what the other page says, and gives it what came before. */
export function takeSignalsWith<T extends Signal>(take: (signal: T) => unknown): void {
  taker = take as typeof taker
  for (const signal of early.splice(0)) taker?.(signal)
}

/** The next thing to tell the other page. */
export async function nextSignal(): Promise<Signal> {
  while (outgoing.length === 0) await new Promise<void>((resolve) => { wake = resolve })
  return outgoing.shift() as Signal
}

/** Takes in what the other page said. */
export async function takeSignal(signal: Signal): Promise<void> {
  if (taker === undefined) early.push(signal)
  else await taker(signal)
}
