/** Resolves at Ctrl-C or SIGTERM. */
export async function untilStopped (): Promise<void> {
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
}
