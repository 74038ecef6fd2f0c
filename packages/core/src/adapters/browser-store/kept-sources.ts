import type { KeptSources } from '../store/disk.ts'
import type { HomeDatabase } from './home-database.ts'

/** What browsers with file handles add to them; absent in others, where no handle asks for leave. */
interface Permitted { queryPermission? (descriptor: { readonly mode: 'read' }): Promise<PermissionState> }

/** Handles of files that the person sends, in the home's database: they outlive the page that was given them. */
export function createKeptSources (database: HomeDatabase): KeptSources {
  return {
    keep: async (swarm, handle) => { await database.put('handles', handle, swarm) },
    find: async (swarm) => {
      const handle = await database.get('handles', swarm)
      if (handle === undefined) return undefined
      const { queryPermission } = handle as Permitted
      // Only a page may ask the person, and only when they have just done something.
      if (queryPermission !== undefined && await queryPermission.call(handle, { mode: 'read' }) !== 'granted') {
        return undefined
      }
      return await handle.getFile().catch(() => undefined) // moved or deleted: the same as none
    },
    list: () => database.getAllKeys('handles'),
    forget: async (swarm) => { await database.delete('handles', swarm) },
  }
}
