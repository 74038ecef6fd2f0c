// One task at a time in a checkout: an install under running tests, or two suites on two cores, would fail for reasons
// that are nobody's fault. The lock is a listening socket rather than a file, because the system frees it at the moment
// its owner dies, however it dies, and because a waiter is woken by the closing connection instead of by asking again.
import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from './places.mjs'
import { say } from './say.mjs'

/** Set for everything a task starts: a test that itself runs `npm run demo` must not wait for its own parent. */
const HELD = 'PASSEL_LOCK_HELD'

/** Waits until no other task runs in this checkout; the returned function lets the next one go on. */
export async function waitForTurn(task, root = ROOT) {
  const name = `passel-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`
  if (process.env[HELD] === name) return () => { /* The parent leaves. */ }
  const address = addressOf(name)
  for (;;) {
    const server = await listen(address, `npm run ${task} (process ${process.pid})`)
    if (server) {
      process.env[HELD] = name
      return () => server.close()
    }
    await untilFree(address)
  }
}

/** Where a lock listens: a name that belongs to no file, on systems that have such names. */
function addressOf(name) {
  if (process.platform === 'linux') return `\0${name}`
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`
  return join(tmpdir(), `${name}.sock`)
}

/** The listening server, or nothing when somebody else has the address. */
function listen(address, owner) {
  return new Promise((resolve, reject) => {
    const server = createServer((waiter) => {
      waiter.on('error', () => waiter.destroy()) // A waiter that gave up is no concern of the owner's.
      waiter.write(owner)
      waiter.unref()
    })
    server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)))
    server.listen(address, () => {
      server.unref()
      resolve(server)
    })
  })
}

/** Resolves when the owner has ended. */
function untilFree(address) {
  return new Promise((resolve) => {
    const socket = connect(address)
    socket.once('data', (owner) => say(`waiting for ${owner} in this checkout to end ...`))
    socket.once('error', (error) => {
      // Only a socket that is a file outlives its owner.
      if (error.code === 'ECONNREFUSED' && !address.startsWith('\0')) rmSync(address, { force: true })
    })
    socket.once('close', resolve)
  })
}
