import { randomBytes } from 'node:crypto'
import { writeBundle } from '@passel/core/archive/files'
import { chatMessages } from '@passel/core/testing/memory'
import type { Measure } from '../measure.ts'
import { series } from './series.ts'

const TO_RAW = 'bundle / raw messages'
const TO_JSON = 'bundle / JSON of byte arrays'
const MESSAGES = 20_000

export const archiveSize: Measure = {
  name: 'archive-size',
  title: 'Size of a bundle of chat messages',
  reference: 'the bytes of the messages; and the JSON that JavaScript makes of them, a number for each byte',
  targets: [
    { figure: TO_RAW, atMost: 0.6 },
    { figure: TO_JSON, atMost: 0.1 },
  ],
  run: async (context) => {
    const [bundles, raws, jsons]: [number[], number[], number[]] = [[], [], []]
    for (let round = 0; round < context.runs; round += 1) {
      const messages = [...chatMessages(context.size(MESSAGES), { seed: round + 1 })]
      const { bytes } = await writeBundle(
        async function* () {
          yield messages
        },
        (length) => new Uint8Array(randomBytes(length)),
      )
      const raw = messages.map(({ payload, contentTopic }) => payload.length + contentTopic.length + 8)
      const json = messages.map(({ payload, contentTopic, timestampNs }) =>
        JSON.stringify({ payload, contentTopic, timestamp: String(timestampNs) }).length)
      bundles.push(bytes.length / messages.length)
      raws.push(raw.reduce((sum, size) => sum + size, 0) / messages.length)
      jsons.push(json.reduce((sum, size) => sum + size, 0) / messages.length)
    }
    const quotients = (of: readonly number[]): number[] => bundles.map((bytes, i) => bytes / (of[i] ?? NaN))
    return {
      sides: [
        series('a message in a bundle (B)', bundles),
        series('a message raw (B)', raws),
        series('a message as JSON (B)', jsons),
      ],
      figures: [
        { name: TO_RAW, unit: '', values: quotients(raws) },
        { name: TO_JSON, unit: '', values: quotients(jsons) },
      ],
      notes: [`${context.size(MESSAGES)} messages: JSON payloads with an id, one of 50 senders, a time, 4 to 27 words`],
    }
  },
}
