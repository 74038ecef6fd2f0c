import { plainFile } from './plain-bytes.ts'

let prepared: File | undefined

/** Makes the file that the page sends. */
export function prepare(bytes: number): void {
  prepared = plainFile(bytes)
}

/** The file that was made; throws when none was. */
export function preparedFile(): File {
  if (prepared === undefined) throw new Error('no file is prepared')
  return prepared
}
