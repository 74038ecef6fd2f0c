import { concat, utf8 } from '../../pure/bytes.ts'

/** A text as multistream-select sends it: length (below 128) in front, end of line behind. */
function line (text: string): Uint8Array {
  const bytes = utf8(`${text}\n`)
  return concat(new Uint8Array([bytes.length]), bytes)
}

/** Asks for a protocol of less than 127 characters; whoever says yes answers the same. */
export function question (protocol: string): Uint8Array {
  return concat(line('/multistream/1.0.0'), line(protocol))
}
