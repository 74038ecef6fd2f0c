/** A room is a name and a key; both live in the address behind the `#`, which browsers send to nobody. */
export interface RoomAddress {
  readonly name: string
  /** 32 bytes: whoever has the address can read and write. */
  readonly key: Uint8Array<ArrayBuffer>
}

const KEY_BYTES = 32
const FORM = /^#([a-z0-9-]{1,40})\.([0-9a-f]{64})$/

/** Reads a fragment such as `#holiday.9f3c…`; undefined when it is not a room's. */
export function parseRoom (fragment: string): RoomAddress | undefined {
  const [, name, key] = FORM.exec(fragment) ?? []
  return name === undefined || key === undefined ? undefined : { name, key: fromHex(key) }
}

export function formatRoom ({ name, key }: RoomAddress): string {
  return `#${name}.${Array.from(key, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

export function createRoom (name: string): RoomAddress {
  return { name, key: crypto.getRandomValues(new Uint8Array(KEY_BYTES)) }
}

function fromHex (text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16))
}
