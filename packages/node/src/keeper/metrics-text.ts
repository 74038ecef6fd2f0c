import type { KeeperStatus } from './status.ts'

const HELP = {
  payloads: ['gauge', 'Payloads that are kept or being fetched.'],
  reserved_bytes: ['gauge', 'Bytes set aside for promises given.'],
  common_reserved_bytes: ['gauge', 'Bytes set aside without a grant.'],
  kept_bytes: ['gauge', 'Sealed bytes that are here.'],
  disk_free_bytes: ['gauge', 'Bytes that the disk can still take.'],
  connections: ['gauge', 'Connections to members.'],
  resident_bytes: ['gauge', 'Memory of the process.'],
  draining: ['gauge', '1 while nothing new is taken because it shuts down.'],
  deposits_total: ['counter', 'Answers to deposits: accepted, or the reason of the refusal.'],
  ended_total: ['counter', 'Payloads that are kept no longer, by reason.'],
  violations_total: ['counter', 'What peers did wrong, by kind.'],
  bytes_total: ['counter', 'Sealed bytes over links, in and out.'],
} as const

const LABELS = { deposits: 'answer', ended: 'reason', violations: 'kind', bytes: 'direction' } as const

/** A keeper's numbers as Prometheus reads them (text format 0.0.4). */
export function metricsText ({ usage, freeBytes, connections, residentBytes, draining, counts }: KeeperStatus): string {
  const values: [keyof typeof HELP, string, number][] = [
    ['payloads', '', usage.leases],
    ['reserved_bytes', '', usage.bytes],
    ['common_reserved_bytes', '', usage.commonBytes],
    ['kept_bytes', '', usage.keptBytes],
    ['disk_free_bytes', '', freeBytes],
    ['connections', '', connections],
    ['resident_bytes', '', residentBytes],
    ['draining', '', draining ? 1 : 0],
  ]
  for (const { name, label, count } of counts) values.push([`${name}_total`, `{${LABELS[name]}="${label}"}`, count])
  const lines: string[] = []
  const named = new Set<string>()
  for (const [name, labels, value] of values.toSorted(([a], [b]) => a.localeCompare(b))) {
    const whole = `passel_keeper_${name}`
    const [kind, help] = HELP[name]
    if (!named.has(name)) lines.push(`# HELP ${whole} ${help}`, `# TYPE ${whole} ${kind}`)
    named.add(name)
    lines.push(`${whole}${labels} ${value}`)
  }
  return `${lines.join('\n')}\n`
}
