import { html, type Markup } from '../markup.ts'

/** What a reader must not conclude from the figures above; docs/SIMULATION.md says it at length. */
const LEFT_OUT: readonly (readonly [what: string, meaning: string])[] = [
  ['No congestion control over time', 'A path has a ceiling from its window, round trip and loss: no slow start, no '
    + 'queue that fills up in a router. A short transfer over a long path is slower in reality.'],
  ['No bytes', 'Payloads are sizes and a flag for wrong ones. Hashes, seals and proofs are tested with real bytes '
    + 'elsewhere.'],
  ['No processor', 'Sealing and checking take time on a virtual core; noise, WebRTC and JavaScript itself take none. '
    + 'On a fast network in one room the processor is the limit, not the line.'],
  ['NATs keep their word', 'Kinds and how their pairs fare are as published, decided once. Real boxes change their '
    + 'minds and forget mappings.'],
  ['Waku is a delay and a loss', 'Nobody runs its relay, filter or store protocol.'],
  ['People are strangers', 'Members come and go independently. Friends in one chat, one time zone or one train do '
    + 'not: N of M is better in the model than in an outage that takes all of them.'],
  ['Old measurements', 'Published sessions are from 2003 to 2022 and from other applications; nobody has measured '
    + 'this one.'],
  ['Coding is not simulated', 'Cells that need more than one holder test who is online, not whether parity brings the '
    + 'bytes back.'],
]

/** The last section. */
export function leftOut (): Markup {
  return html`<section><h2>What the model leaves out</h2>
    <ul>${LEFT_OUT.map(([what, meaning]) => html`<li><b>${what}.</b> ${meaning}</li>`)}</ul></section>`
}
