import { afterEach, expect, test } from 'vitest'
import { serveMetrics, type MetricsServer } from './metrics-server.ts'
import type { KeeperStatus } from './status.ts'

const STATUS: KeeperStatus = {
  usage: { leases: 3, bytes: 3_000, commonBytes: 1_000, keptBytes: 2_500 },
  freeBytes: 9_000,
  connections: 2,
  residentBytes: 1,
  draining: false,
  counts: [
    { name: 'deposits', label: 'accepted', count: 4 },
    { name: 'bytes', label: 'in', count: 7 },
    { name: 'deposits', label: 'quota', count: 1 },
  ],
}
let server: MetricsServer
afterEach(async () => await server.close())

test('numbers come as Prometheus reads them: each named once with its kind, before its values', async () => {
  server = await serveMetrics({ port: 0 }, () => STATUS)
  const response = await fetch(`${server.url}/metrics`)
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4')
  const lines = (await response.text()).trimEnd().split('\n')
  const values = lines.filter((line) => !line.startsWith('#'))
  expect(values).toContain('passel_keeper_payloads 3')
  expect(values).toContain('passel_keeper_deposits_total{answer="accepted"} 4')
  expect(values).toContain('passel_keeper_deposits_total{answer="quota"} 1')
  expect(values.every((line) => /^passel_keeper_[a-z_]+(\{[a-z]+="[a-z-]+"\})? \d+$/.test(line))).toBe(true)
  const named = lines.filter((line) => line.startsWith('# TYPE')).map((line) => line.split(' ')[2])
  expect(new Set(named).size).toBe(named.length)
  expect(new Set(values.map((line) => line.split(/[{ ]/)[0]))).toEqual(new Set(named))
})

test('health is good until it drains', async () => {
  let draining = false
  server = await serveMetrics({ port: 0 }, () => ({ ...STATUS, draining }))
  const good = await fetch(`${server.url}/health`)
  expect([good.status, await good.json()]).toEqual([200, { status: 'ok', payloads: 3 }])
  draining = true
  const bad = await fetch(`${server.url}/health`)
  expect([bad.status, await bad.json()]).toEqual([503, { status: 'draining', payloads: 3 }])
})

test('it answers this machine alone, only to be read, and nothing else', async () => {
  server = await serveMetrics({ port: 0 }, () => STATUS)
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect((await fetch(`${server.url}/`)).status).toBe(404)
  expect((await fetch(`${server.url}/metrics`, { method: 'POST' })).status).toBe(405)
})

test('a port that is taken is said', async () => {
  server = await serveMetrics({ port: 0 }, () => STATUS)
  const port = Number(new URL(server.url).port)
  await expect(serveMetrics({ port }, () => STATUS)).rejects.toMatchObject({ code: 'io' })
})
