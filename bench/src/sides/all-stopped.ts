/** Collects what was started and stops it all, also when a later start fails. */
export interface Started {
  /** Remembers something to stop and hands it back. */
  keep<T extends { stop(): Promise<void> }>(subject: T): T
}

/** Runs `use` and then stops everything it kept, the newest first. */
export async function allStopped<T>(use: (started: Started) => Promise<T>): Promise<T> {
  const kept: { stop(): Promise<void> }[] = []
  try {
    return await use({
      keep(subject) {
        kept.push(subject)
        return subject
      },
    })
  } finally {
    for (const subject of kept.reverse()) await subject.stop()
  }
}
