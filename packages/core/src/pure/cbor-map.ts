/**
 * Strict reading of a dag-cbor map: fields by name and type, whatever is missing or foreign ends in one typed error.
 * Unknown fields are ignored, so that later versions can add optional ones.
 */
import { decode } from '@ipld/dag-cbor'
import { PasselError, type PasselErrorCode } from '../errors.ts'
import { isWhole } from './bytes.ts'

function isMap (value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
}

/** Reads the fields of one map and fails with one code. */
export class CborMap {
  readonly #fields: object
  readonly #code: PasselErrorCode
  readonly #what: string

  constructor (value: unknown, code: PasselErrorCode, what: string) {
    this.#code = code
    this.#what = what
    this.#fields = isMap(value) ? value : this.fail('not a map')
  }

  /** Decodes a block that must be one map and nothing behind it. */
  static decode (bytes: Uint8Array, code: PasselErrorCode, what: string): CborMap {
    let value: unknown
    try {
      value = decode(bytes)
    } catch (cause) {
      throw new PasselError(code, `${what}: cannot be decoded`, { cause })
    }
    return new CborMap(value, code, what)
  }

  fail (reason: string): never {
    throw new PasselError(this.#code, `${this.#what}: ${reason}`)
  }

  /** The field as it is; undefined when it is absent. Own fields only: a key called `__proto__` hands nothing down. */
  get (name: string): unknown {
    return Object.hasOwn(this.#fields, name) ? (this.#fields as Record<string, unknown>)[name] : undefined
  }

  has (name: string): boolean {
    return this.get(name) !== undefined
  }

  whole (name: string, min: number, max: number): number {
    const value = this.get(name)
    return isWhole(value, min, max) ? value : this.fail(`${name} is not a whole number from ${min} to ${max}`)
  }

  oneOf<Word extends string> (name: string, words: readonly Word[]): Word {
    const value = this.get(name)
    return words.find((word) => word === value) ?? this.fail(`${name} is none of ${words.join(', ')}`)
  }

  bool (name: string): boolean {
    const value = this.get(name)
    return typeof value === 'boolean' ? value : this.fail(`${name} is not true or false`)
  }

  bytes (name: string, min: number, max = min): Uint8Array {
    const value = this.get(name)
    return value instanceof Uint8Array && value.length >= min && value.length <= max
      ? value
      : this.fail(`${name} is not ${min === max ? min : `${min} to ${max}`} bytes`)
  }

  /** A text of at most `max` UTF-16 units. */
  text (name: string, max: number): string {
    const value = this.get(name)
    return typeof value === 'string' && value.length <= max
      ? value
      : this.fail(`${name} is not a text of at most ${max} characters`)
  }

  list (name: string, max: number): readonly unknown[] {
    const value = this.get(name)
    return Array.isArray(value) && value.length <= max ? value : this.fail(`${name} is not a list of at most ${max}`)
  }

  /** A map inside this one, with the same error. */
  child (value: unknown): CborMap {
    return new CborMap(value, this.#code, this.#what)
  }

  /** A field that may be absent. */
  optional<T> (name: string, read: () => T): T | undefined {
    return this.has(name) ? read() : undefined
  }
}
