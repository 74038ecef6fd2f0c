/** An epoch above `seen` and above all that this browser gave before under a name. */
export function nextEpoch (name: string, seen: number): number {
  const key = `${name}:epoch`
  try {
    const epoch = Math.max(seen, Number(localStorage.getItem(key)) || 0) + 1
    localStorage.setItem(key, String(epoch))
    return epoch
  } catch {
    return seen + 1 // a window that may keep nothing; tabs that are open tell each other
  }
}
