import { displayName } from './display-name.ts'

/** A stranger's file name as it may be written to a disk: no path, no hidden file, nothing a system refuses. */
export function saveName (name: string | undefined): string {
  const { text } = displayName(name, 'file')
  return text.replace(/[\\/:*?"<>|]/g, '_').replace(/^\.+/, '').replace(/[. ]+$/, '') || 'file'
}
