// Two peers on one machine, behind no open port: one sends a file, the other one has it.
// node --conditions=passel-source examples/node-quickstart/main.ts PATH
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEngine, startLocalNetwork } from '@passel/node'

const path = process.argv[2] ?? import.meta.filename
const folder = await mkdtemp(join(tmpdir(), 'passel-quickstart-'))
const { description: network, stop } = await startLocalNetwork({})

// An application needs these lines, on two machines, and a chat message between them.
const anna = await createEngine({ home: join(folder, 'anna'), network })
const sent = await anna.send({ kind: 'path', path })
const message = { attachment: sent.text }

const ben = await createEngine({ home: join(folder, 'ben'), network })
const received = await ben.receive(message.attachment, { target: { kind: 'path', path: join(folder, 'received') } })
await received.done()

console.log(`${received.state().progress.total} bytes are in ${join(folder, 'received')}`)
await Promise.all([anna.close(), ben.close()])
await stop()
process.exit()
