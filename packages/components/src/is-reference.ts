/** Whether an address in somebody else's message format is a reference of ours. */
export function isReference (address: unknown): address is string {
  return typeof address === 'string' && address.startsWith('passel:')
}
