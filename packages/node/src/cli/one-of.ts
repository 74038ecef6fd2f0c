import { PasselError } from '@passel/core'

/** A parser for an option that takes one of a few words. */
export function oneOf<Word extends string> (words: readonly Word[]): (value: string) => Word {
  return (value) => {
    const word = words.find((candidate) => candidate === value)
    if (word === undefined) throw new PasselError('bad-option', `"${value}" is not one of ${words.join(', ')}`)
    return word
  }
}
