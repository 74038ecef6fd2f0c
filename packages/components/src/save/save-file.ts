/** Asks where to save: browsers that have it write straight to the disk. */
interface WithPicker {
  showSaveFilePicker? (options: { suggestedName: string }): Promise<{ createWritable (): Promise<WritableStream> }>
}

export interface Saving {
  readonly name: string
  /** Plain bytes, read only where they can be written as they come. */
  readonly stream: () => ReadableStream<Uint8Array>
  /** All of it, from where it is stored. */
  readonly blob: () => Promise<Blob>
}

/**
 * Saves a payload. Where the browser lets us it streams to the disk in bounded memory; elsewhere it becomes a download.
 * Resolves to false when the person changed their mind.
 */
export async function saveFile ({ name, stream, blob }: Saving): Promise<boolean> {
  const { showSaveFilePicker } = globalThis as WithPicker
  if (showSaveFilePicker === undefined) {
    download(name, await blob())
    return true
  }
  try {
    const handle = await showSaveFilePicker.call(globalThis, { suggestedName: name })
    await stream().pipeTo(await handle.createWritable())
    return true
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return false
    throw error
  }
}

function download (name: string, blob: Blob): void {
  // Never the sender's type: a page of theirs must not open in this origin.
  const url = URL.createObjectURL(blob.slice(0, blob.size, 'application/octet-stream'))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has taken the URL over once the click was handled.
  setTimeout(() => URL.revokeObjectURL(url), REVOKE_AFTER_MS)
}

const REVOKE_AFTER_MS = 60_000
