/** Bundlers know this form, and take no variable in it. */
export function startAlarmWorker (): Worker {
  return new Worker(new URL('./alarm-worker.ts', import.meta.url), { type: 'module', name: 'passel-alarms' })
}
