/**
 * Who is online, when, and for how long. Each population says where its figures were published, and which of them are
 * assumed because nobody has. Times in seconds.
 */
import { dayOf, type Day } from './day.ts'
import {
  exponential, fixed, logNormalOfMean, weibull, weibullOfMean, type Distribution,
} from './distribution.ts'

export interface Population {
  readonly name: string
  /** One sentence with the figures that it reproduces. */
  readonly title: string
  readonly source: string
  /** What had to be assumed; empty when all is published. */
  readonly assumed: string
  readonly on: Distribution
  /** In seconds of activity when there is a `day`. */
  readonly off: Distribution
  /** Share of time online, where busy hours make it another one than E[on] / (E[on] + E[off]). */
  readonly share?: number
  /** When people come back; absent: at any hour. */
  readonly day?: Day
  /** `offline` keeps the program and its memory, `crash` ends it as closing a tab does. */
  readonly leave: 'offline' | 'crash'
}

const MINUTE = 60
const HOUR = 3600
const DAY = 24 * HOUR

/** A day of `sessions` that together last `onSeconds`: the mean time on and the mean time off. */
function daily (sessions: number, onSeconds: number): { readonly on: number, readonly off: number } {
  return { on: onSeconds / sessions, off: (DAY - onSeconds) / sessions }
}

const phone = daily(23, 35.15 * MINUTE)

/** Rises from 6 o'clock, level from noon to the evening, as the study draws it; read off by eye. */
const MESSENGER_DAY = dayOf([
  5, 3, 2, 1, 1, 2, 6, 9, 10, 11, 11, 12, 13, 13, 13, 13, 13, 13, 13, 13, 13, 13, 11, 8,
])

const OFFICE_DAY = dayOf([1, 1, 1, 1, 1, 1, 2, 6, 12, 14, 12, 10, 9, 10, 10, 9, 8, 7, 8, 9, 9, 7, 4, 2])

/** A messenger in the foreground of a phone. */
export const PHONES: Population = {
  name: 'phones',
  title: 'A messenger in the foreground: 35.15 minutes a day in 23 sessions, so online 2.44 % of the time',
  source: 'onlinestatusmonitor.com, 1,000 WhatsApp users over 9 months of 2013 and 2014',
  assumed: 'session lengths log-normal with sigma 1; hours read off the published curve',
  on: logNormalOfMean(phone.on, 1),
  off: exponential(phone.off),
  day: MESSENGER_DAY,
  leave: 'offline',
}

/** Mean of the Weibull below. */
const TAB_SECONDS = 67.9 * MINUTE

/** A chat in a browser's tab. */
export const TABS: Population = {
  name: 'tabs',
  title: 'A browser\'s tab: three fifths of sessions end within half an hour, four fifths within 90 minutes',
  source: 'Mozilla Labs Test Pilot, tab study: 75 % of the 80 % of sessions under 90 minutes end within 30',
  assumed: 'a Weibull through both points; three sessions a day, most of them in office hours',
  on: weibull(0.513, 35.6 * MINUTE),
  // A tab that is open is open in busy hours: what is left of the day has less than a day's activity.
  off: exponential((DAY - 3 * TAB_SECONDS) / 3 * 0.964),
  share: 3 * TAB_SECONDS / DAY,
  day: OFFICE_DAY,
  leave: 'crash',
}

/** A program that is left running while its owner is at the desk. */
export const DESKTOPS: Population = {
  name: 'desktops',
  title: 'A program at a desk: one stay of about eight hours a day, a third of the time',
  source: 'assumed: the studies of office machines count machines that are switched on, not programs that run',
  assumed: 'all of it',
  on: logNormalOfMean(8 * HOUR, 0.5),
  off: logNormalOfMean(16 * HOUR, 0.4),
  day: OFFICE_DAY,
  leave: 'crash',
}

/** Desktops of a file-sharing network, the best measured people there are. */
export const OVERNET: Population = {
  name: 'overnet',
  title: 'File-sharing desktops: online 30 % of the time, 6.4 joins a day',
  source: 'Bhagwan, Savage, Voelker, "Understanding availability", IPTPS 2003; shape: Stutzbach, Rejaie 2006',
  assumed: 'everybody has the median availability; times off are as skewed as times on',
  on: weibullOfMean(0.59, 0.30 * DAY / 6.4),
  off: weibullOfMean(0.59, 0.70 * DAY / 6.4),
  leave: 'offline',
}

const TORRENT_SOURCE = 'Stutzbach, Rejaie, "Understanding churn in peer-to-peer networks", IMC 2006'

/** Downloaders of three torrents; who leaves does not come back soon. */
export const TORRENTS: readonly Population[] = ([
  ['red-hat', 0.34, 21.3], ['debian', 0.38, 42.4], ['flatout', 0.59, 41.9],
] as const).map(([name, shape, minutes]) => ({
  name: `torrent-${name}`,
  title: `Sessions at a torrent (${name}): Weibull, shape ${shape}, scale ${minutes} minutes`,
  source: TORRENT_SOURCE,
  assumed: 'a day between two sessions of one person',
  on: weibull(shape, minutes * MINUTE),
  off: exponential(DAY),
  leave: 'crash',
}))

/** Nodes of the public IPFS network. */
export const IPFS: Population = {
  name: 'ipfs',
  title: 'Nodes of IPFS: half of the sessions end within 2 hours, 80 to 88 % within 8, 2.5 % last over 24',
  source: 'Trautwein et al., "Design and evaluation of IPFS", SIGCOMM 2022; ProbeLab\'s weekly reports of 2022',
  assumed: 'a Weibull through these points; as long off as on',
  on: weibull(0.67, 2 * HOUR / Math.LN2 ** (1 / 0.67)),
  off: weibull(0.67, 2 * HOUR / Math.LN2 ** (1 / 0.67)),
  leave: 'offline',
}

/** A machine that somebody keeps running. */
export const ALWAYS_ON: Population = {
  name: 'always-on',
  title: 'A machine in a cupboard: gone for two minutes once in thirty days',
  source: 'assumed: an update a month',
  assumed: 'all of it',
  on: fixed(30 * DAY),
  off: fixed(2 * MINUTE),
  leave: 'crash',
}

/** All populations. */
export const POPULATIONS: readonly Population[] = [PHONES, TABS, DESKTOPS, OVERNET, ...TORRENTS, IPFS, ALWAYS_ON]
