import { expect, test } from 'vitest'
import { createWorkerAlarms, type AlarmOrder } from './worker-alarms.ts'

/** A page whose own timers never ring, and a worker that rings when told to. */
function createPage () {
  const orders: AlarmOrder[] = []
  const rung: string[] = []
  let hidden = false
  let hide = (): void => undefined
  let answer = (_id: number): void => undefined
  let own: (() => void)[] = []
  let workers = 0
  const alarm = createWorkerAlarms({
    isHidden: () => hidden,
    onHidden: (callback) => { hide = callback },
    startWorker: () => {
      workers++
      return {
        postMessage: (order) => { orders.push(order) },
        addEventListener: (_type, listener) => { answer = (id) => listener({ data: id }) }
      }
    },
    alarm: (_ms, callback) => {
      own.push(callback)
      return () => { own = own.filter((each) => each !== callback) }
    },
    nowMs: () => 1_000
  })
  return {
    alarm: (name: string, ms: number) => alarm(ms, () => rung.push(name)),
    orders,
    rung,
    workers: () => workers,
    hide: () => {
      hidden = true
      hide()
    },
    answer: (id: number) => answer(id),
    ownTimers: () => own
  }
}

test('a page that can be seen uses its own timers and starts no worker', () => {
  const page = createPage()
  page.alarm('a', 10)
  page.ownTimers()[0]!()
  expect([page.rung, page.workers()]).toEqual([['a'], 0])
})

test('what waits when the page is hidden is given to a worker, and so is what comes later; each rings once', () => {
  const page = createPage()
  page.alarm('a', 10.5)
  page.hide()
  page.alarm('b', 20)
  expect(page.orders).toEqual([{ id: 1, ms: 11 }, { id: 2, ms: 20 }])
  page.answer(1)
  page.answer(1)
  expect([page.rung, page.ownTimers().length, page.workers()]).toEqual([['a'], 1, 1])
})

test('an alarm that was called off rings neither here nor there', () => {
  const page = createPage()
  page.hide()
  const cancel = page.alarm('a', 10)
  cancel()
  page.answer(1)
  expect([page.rung, page.ownTimers(), page.orders.at(-1)]).toEqual([[], [], { id: 1, ms: null }])
})
