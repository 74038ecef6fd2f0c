/**
 * What every implementation of `SignalPort` does, as scenarios that need no test runner:
 * `for (const { title, run } of signalContract) test(title, async () => await run(await openHarness()))`.
 */
import { errorCode, type PasselErrorCode } from '../errors.ts'
import { MAX_SIGNAL_BYTES, MAX_WAITING_SIGNALS } from '../limits.ts'
import type { SignalListener, SignalPort } from '../ports.ts'

/** A network of its own for one scenario. */
export interface SignalHarness {
  /** The port of a member. */
  open (member: string, listener: SignalListener): Promise<SignalPort>
  /** Cuts a member off from the network, also before its port is opened. */
  cut (member: string): Promise<void>
  heal (member: string): Promise<void>
  /** Lets time pass until `condition` holds; throws, naming `what`, when it does not come to hold. */
  until (condition: () => boolean | Promise<boolean>, what: string): Promise<void>
  /** Wall-clock milliseconds. */
  now (): number
  close (): Promise<void>
}

export interface SignalScenario { readonly title: string, readonly run: (harness: SignalHarness) => Promise<void> }

interface Heard { readonly bucket: number, readonly text: string, readonly sentAtMs: number }

/** A member with everything it was told. */
interface Ear extends SignalPort { readonly heard: Heard[], readonly states: string[] }

const BUCKET = 3
const OTHER_BUCKET = 7
const MEGABYTE = 1_000_000
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

async function open (harness: SignalHarness, member: string): Promise<Ear> {
  const heard: Heard[] = []
  const states: string[] = []
  const port = await harness.open(member, {
    message: (bucket, payload, sentAtMs) => heard.push({ bucket, text: textOf(payload), sentAtMs }),
    health: (state) => states.push(state)
  })
  return {
    heard,
    states,
    publish: async (...given) => await port.publish(...given),
    watch: (buckets) => port.watch(buckets),
    query: (...given) => port.query(...given),
    close: async () => await port.close()
  }
}

/** Opens members who all watch the bucket, and waits until they hear. */
async function listening (harness: SignalHarness, ...members: string[]): Promise<Ear[]> {
  const ears = await Promise.all(members.map(async (member) => await open(harness, member)))
  for (const ear of ears) ear.watch([BUCKET])
  await harness.until(() => ears.every(isUp), `${members.join(', ')} to be up`)
  return ears
}

const isUp = ({ states }: Ear): boolean => states.at(-1) === 'up'
const has = ({ heard }: Ear, text: string): boolean => heard.some((each) => each.text === text)
const textsOf = ({ heard }: Ear): string => heard.map(({ text }) => text).join(' ')

async function past (
  harness: SignalHarness,
  { query }: Ear,
  { sinceMs = harness.now() - 60_000, maxBytes = MEGABYTE }: { sinceMs?: number, maxBytes?: number } = {}
): Promise<string[]> {
  const texts: string[] = []
  for await (const { payload } of query(BUCKET, sinceMs, harness.now() + 1_000, maxBytes)) {
    texts.push(textOf(payload))
  }
  return texts
}

function equal (actual: unknown, expected: unknown, what: string): void {
  const [is, shouldBe] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (is !== shouldBe) throw new Error(`${what}: expected ${shouldBe}, got ${is}`)
}

async function failsWith (code: PasselErrorCode, work: Promise<unknown>, what: string): Promise<void> {
  const outcome = await work.then(() => 'success', (error: unknown) => errorCode(error))
  equal(outcome, code, what)
}

export const signalContract: readonly SignalScenario[] = [
  {
    title: 'a message reaches a member who watches its bucket, with its bytes and its time',
    async run (harness) {
      const [ada, ben] = await listening(harness, 'ada', 'ben') as [Ear, Ear]
      const before = harness.now()
      await ada.publish(BUCKET, bytesOf('hello'), false)
      await harness.until(() => has(ben, 'hello'), 'the message to arrive')
      const [message] = ben.heard as [Heard]
      equal([message.bucket, ben.heard.length], [BUCKET, 1], 'what ben heard')
      if (message.sentAtMs < before || message.sentAtMs > harness.now()) {
        throw new Error(`a time outside the test: ${message.sentAtMs}`)
      }
    }
  },
  {
    title: 'two members hear each other, and neither hears itself',
    async run (harness) {
      const [ada, ben] = await listening(harness, 'ada', 'ben') as [Ear, Ear]
      await ada.publish(BUCKET, bytesOf('from-ada'), true)
      await harness.until(() => has(ben, 'from-ada'), 'ben to hear ada')
      await ben.publish(BUCKET, bytesOf('from-ben'), true)
      await harness.until(() => has(ada, 'from-ben'), 'ada to hear ben')
      equal([textsOf(ada), textsOf(ben)], ['from-ben', 'from-ada'], 'what they heard')
    }
  },
  {
    title: 'only watched buckets are heard, and watching replaces what was watched',
    async run (harness) {
      const [ada, ben] = await listening(harness, 'ada', 'ben') as [Ear, Ear]
      ben.watch([OTHER_BUCKET])
      // Subscribing takes a moment and has no event of its own: say it until it is heard.
      let n = 0
      await harness.until(async () => {
        await ada.publish(BUCKET, bytesOf('unwatched'), false)
        await ada.publish(OTHER_BUCKET, bytesOf(`watched-${n++}`), false)
        return ben.heard.some(({ bucket }) => bucket === OTHER_BUCKET)
      }, 'the new bucket to be heard')
      const before = ben.heard.length
      await ada.publish(BUCKET, bytesOf('late'), false)
      await ada.publish(OTHER_BUCKET, bytesOf('last'), false)
      await harness.until(() => has(ben, 'last'), 'the last message to arrive')
      equal(ben.heard.slice(before).filter(({ bucket }) => bucket === BUCKET), [], 'messages of the old bucket')
    }
  },
  {
    title: 'a latecomer finds stored messages, newest first, and no ephemeral ones',
    async run (harness) {
      const [ada] = await listening(harness, 'ada') as [Ear]
      for (const text of ['one', 'two', 'three']) await ada.publish(BUCKET, bytesOf(text), true)
      await ada.publish(BUCKET, bytesOf('fleeting'), false)
      await ada.publish(OTHER_BUCKET, bytesOf('elsewhere'), true)
      const [ben] = await listening(harness, 'ben') as [Ear]
      await harness.until(async () => (await past(harness, ben)).length >= 3, 'the store to have all three')
      equal(await past(harness, ben), ['three', 'two', 'one'], 'the past')
      equal(textsOf(ben), '', 'what ben heard without asking')
    }
  },
  {
    title: 'a look into the past keeps to its time span and its number of bytes',
    async run (harness) {
      const [ada] = await listening(harness, 'ada') as [Ear]
      await ada.publish(BUCKET, bytesOf('older'), true)
      const between = harness.now() + 1
      await harness.until(() => harness.now() > between, 'the clock to move on')
      await ada.publish(BUCKET, bytesOf('newer'), true)
      await harness.until(async () => (await past(harness, ada)).length === 2, 'the store to have both')
      equal(await past(harness, ada, { sinceMs: between }), ['newer'], 'the past since then')
      equal(await past(harness, ada, { maxBytes: 9 }), ['newer'], 'nine bytes of the past')
    }
  },
  {
    title: 'a port opens while the network is down, and comes up by itself',
    async run (harness) {
      await harness.cut('ben')
      const [ada] = await listening(harness, 'ada') as [Ear]
      const ben = await open(harness, 'ben')
      ben.watch([BUCKET])
      await failsWith('waku-unreachable', past(harness, ben), 'looking up the past while down')
      equal(ben.states.includes('up'), false, 'being up while down')
      const said = ben.publish(BUCKET, bytesOf('at last'), false)
      await harness.heal('ben')
      await said
      await harness.until(() => has(ada, 'at last'), 'what waited to arrive')
      await harness.until(() => isUp(ben), 'ben to be up')
      await ada.publish(BUCKET, bytesOf('welcome'), false)
      await harness.until(() => has(ben, 'welcome'), 'ben to hear')
    }
  },
  {
    title: 'stored messages missed while the network was gone arrive when it is back, once',
    async run (harness) {
      const [ada, ben] = await listening(harness, 'ada', 'ben') as [Ear, Ear]
      await ada.publish(BUCKET, bytesOf('before'), true)
      await harness.until(() => has(ben, 'before'), 'the first message')
      await harness.cut('ben')
      await harness.until(() => ben.states.at(-1) === 'down', 'ben to notice')
      await ada.publish(BUCKET, bytesOf('meanwhile'), true)
      await harness.heal('ben')
      await harness.until(() => has(ben, 'meanwhile'), 'what was missed')
      await ada.publish(BUCKET, bytesOf('after'), true)
      await harness.until(() => has(ben, 'after'), 'the last message')
      equal(textsOf(ben), 'before meanwhile after', 'what ben heard')
    }
  },
  {
    title: 'publishing without a network fails with waku-unreachable, and no more than a few wait',
    async run (harness) {
      await harness.cut('ada')
      const ada = await open(harness, 'ada')
      const outcomes: string[] = []
      for (let n = 0; n < MAX_WAITING_SIGNALS + 2; n++) {
        ada.publish(BUCKET, bytesOf(`${n}`), false).then(
          () => outcomes.push('success'),
          (error: unknown) => outcomes.push(errorCode(error))
        )
      }
      await harness.until(() => outcomes.length >= 2, 'those too many to be refused')
      equal(outcomes, ['waku-unreachable', 'waku-unreachable'], 'refused at once')
      await harness.until(() => outcomes.length === MAX_WAITING_SIGNALS + 2, 'the rest to be given up')
      equal([...new Set(outcomes)], ['waku-unreachable'], 'every outcome')
    }
  },
  {
    title: 'publishing is canceled by its signal and by closing, and refuses what is too large',
    async run (harness) {
      await harness.cut('ada')
      const ada = await open(harness, 'ada')
      const abort = new AbortController()
      const aborted = ada.publish(BUCKET, bytesOf('never'), false, abort.signal)
      const closed = ada.publish(BUCKET, bytesOf('never'), false)
      abort.abort()
      await failsWith('canceled', aborted, 'aborting')
      await failsWith(
        'bad-option',
        ada.publish(BUCKET, new Uint8Array(MAX_SIGNAL_BYTES + 1), false),
        'a payload too large'
      )
      await Promise.all([ada.close(), failsWith('canceled', closed, 'closing')])
      await failsWith('canceled', ada.publish(BUCKET, bytesOf('never'), false), 'publishing after the end')
    }
  },
  {
    title: 'a closed port is silent, and closing twice is the same as once',
    async run (harness) {
      const [ada, ben, cora] = await listening(harness, 'ada', 'ben', 'cora') as [Ear, Ear, Ear]
      await ben.close()
      await ben.close()
      await ada.publish(BUCKET, bytesOf('anybody?'), true)
      await harness.until(() => has(cora, 'anybody?'), 'cora to hear')
      equal([textsOf(ben), ben.states.at(-1)], ['', 'up'], 'what ben was told after the end')
    }
  }
]
