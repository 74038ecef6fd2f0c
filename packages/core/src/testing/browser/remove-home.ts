import { deleteDB } from 'idb'

/** Removes what a home left in this origin. A database that is still open is gone when whoever has it has ended. */
export async function removeHome (name: string): Promise<void> {
  const root = await navigator.storage.getDirectory()
  await root.removeEntry(name, { recursive: true }).catch((error: unknown) => {
    if (!(error instanceof DOMException) || error.name !== 'NotFoundError') throw error
  })
  await new Promise<void>((resolve, reject) => {
    deleteDB(name, { blocked: () => resolve() }).then(resolve, reject)
  })
}
