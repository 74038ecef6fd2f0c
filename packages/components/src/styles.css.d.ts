/** A stylesheet has nothing to import by name. */
declare const nothing: unique symbol
export type { nothing }
