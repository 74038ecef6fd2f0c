/** The processes of a browser, as the kernel tells them (Linux). */
import { readdir, readFile } from 'node:fs/promises'

export interface BrowserProcess {
  readonly pid: number
  /** Whether it runs pages. */
  readonly renders: boolean
}

interface Entry {
  readonly pid: number
  readonly parent: number
}

async function entryOf(name: string): Promise<Entry | undefined> {
  try {
    const stat = await readFile(`/proc/${name}/stat`, 'utf8')
    // The name stands in brackets and may hold anything; what follows is numbers.
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
    return { pid: Number(name), parent }
  } catch {
    // It has ended meanwhile.
    return undefined
  }
}

/** The process and all that it has started, and those in turn. */
export async function browserProcesses(root: number): Promise<BrowserProcess[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const entries = (await Promise.all(names.map(entryOf))).filter((entry) => entry !== undefined)
  const found = [root]
  for (const pid of found) found.push(...entries.filter(({ parent }) => parent === pid).map((entry) => entry.pid))
  return Promise.all(found.map(async (pid) => {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    return { pid, renders: command.includes('--type=renderer') }
  }))
}
