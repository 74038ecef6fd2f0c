/** Files and folders as browsers hand them over: by handles, which last over a reload, or by entries. */

export type Node =
  | { readonly kind: 'file', readonly name: string, open (): Promise<File> }
  | { readonly kind: 'folder', readonly name: string, children (): AsyncIterable<Node> }

interface WithHandle { getAsFileSystemHandle? (): Promise<FileSystemHandle | null> }

/** Takes everything that is needed of an item before it returns: afterwards the item is empty. */
export function nodeOfItem (item: DataTransferItem): Node {
  const entry = item.webkitGetAsEntry()
  // Refused for folders that browsers guard, and for what is no file at all.
  const asked = (item as WithHandle).getAsFileSystemHandle?.().catch(() => null)
  if (entry?.isDirectory === true) {
    return { kind: 'folder', name: entry.name, children: async function * () {
      const handle = await asked
      yield * handle?.kind === 'directory'
        ? childrenOfHandle(handle as FileSystemDirectoryHandle)
        : childrenOfEntry(entry as FileSystemDirectoryEntry)
    } }
  }
  const file = item.getAsFile()
  return { kind: 'file', name: file?.name ?? entry?.name ?? '', open: async () => {
    const handle = await asked
    if (file === null) throw new TypeError('a file that cannot be opened')
    return handle?.kind === 'file' ? withHandle(file, handle as FileSystemFileHandle) : file
  } }
}

async function * childrenOfHandle (folder: FileSystemDirectoryHandle): AsyncGenerator<Node> {
  for await (const handle of folder.values()) {
    const { name } = handle
    if (handle.kind === 'directory') yield { kind: 'folder', name, children: () => childrenOfHandle(handle) }
    else yield { kind: 'file', name, open: async () => withHandle(await handle.getFile(), handle) }
  }
}

async function * childrenOfEntry (folder: FileSystemDirectoryEntry): AsyncGenerator<Node> {
  const reader = folder.createReader()
  for (;;) {
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (entries.length === 0) return // browsers give some hundred at a time
    for (const entry of entries) {
      const { name } = entry
      if (entry.isDirectory) {
        yield { kind: 'folder', name, children: () => childrenOfEntry(entry as FileSystemDirectoryEntry) }
      } else {
        yield { kind: 'file', name, open: () => new Promise<File>((resolve, reject) => {
          (entry as FileSystemFileEntry).file(resolve, reject)
        }) }
      }
    }
  }
}

/** The name under which the handle is known to other libraries that read what was dropped. */
function withHandle (file: File, handle: FileSystemFileHandle): File {
  return Object.assign(file, { handle })
}

/** The handle of a file that was dropped, where the browser gave one. */
export function handleOf (file: File): FileSystemFileHandle | undefined {
  return (file as { handle?: FileSystemFileHandle }).handle
}
