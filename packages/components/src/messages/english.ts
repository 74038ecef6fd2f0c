import type { Messages } from './messages.ts'

const numbers = new Intl.NumberFormat('en')

function files (count: number): string {
  return count === 1 ? '1 file' : `${numbers.format(count)} files`
}

export const english: Messages = {
  locale: 'en',
  direction: 'ltr',

  unnamedFile: 'Unnamed file',
  attachments: 'Attachments',
  attach: 'Attach files',
  attachFolder: 'Attach a folder',
  dropHere: 'Drop files to attach them',
  allTransfers: 'All transfers',

  download: (name) => `Download ${name}`,
  pause: (name) => `Pause ${name}`,
  resume: (name) => `Resume ${name}`,
  cancel: (name) => `Cancel ${name}`,
  stopSharing: (name) => `Stop sharing ${name}`,
  retry: (name) => `Try ${name} again`,
  save: (name) => `Save ${name}`,
  chooseAgain: (name) => `Choose ${name} again`,
  remove: (name) => `Remove ${name}`,
  dismiss: (name) => `Dismiss the message about ${name}`,
  openPicture: (name) => `Open ${name}`,
  pictureOf: (index, count) => `${index} of ${count}`,
  previous: 'Previous picture',
  next: 'Next picture',
  close: 'Close',
  dismissAll: 'Dismiss all messages',
  retryAll: 'Try all again',
  progress: (name) => `Progress of ${name}`,

  idle: 'Not downloaded yet',
  queued: 'Waiting for its turn',
  preparing: 'Preparing',
  connecting: 'Connecting',
  verifying: 'Checking',
  holding: 'Ready, waiting for the recipient',
  delivered: 'Delivered',
  canceled: 'Canceled',
  paused: {
    user: 'Paused',
    offline: 'You are offline. It goes on when you are back',
    'no-peers': 'Nobody who has it is online. It goes on when somebody is',
    'not-enough-holders': 'Too few who have parts of it are online. It goes on when more are',
    'other-tab': 'Waiting for the tab that takes care of it',
    quota: 'No space left for it here. Make room, then resume',
    'needs-file': 'Choose the file again to go on'
  },
  errors: {
    'reference-malformed': 'This link to a file is damaged. Ask for it again',
    'reference-newer': 'This file needs a newer version of the app',
    'reference-too-large': 'The name or the preview is too long',
    'reference-expired': 'This file has expired. Ask for it again',
    'source-changed': 'The file has changed since. Send it as a new one',
    'source-missing': 'The file cannot be read any more. Choose it again',
    'author-conflict': 'There are two versions of this file. Ask for it again',
    'page-forged': 'Somebody sent wrong data',
    'chunk-malformed': 'The file was damaged by its sender. Ask for it again',
    'frame-malformed': 'Somebody sent wrong data',
    'disk-full': 'The disk is full. Make room, then try again',
    quota: 'No space left for it here. Make room, then try again',
    'store-in-use': 'Another window is using the storage',
    'store-broken': 'The storage cannot be read',
    'too-long': 'The file is too large',
    'not-enough-holders': 'Too few who have parts of it are online. Try again later',
    'series-malformed': 'This link to a history is damaged. Ask for it again',
    'series-newer': 'This history needs a newer version of the app',
    'series-forged': 'Somebody sent a wrong history',
    'index-malformed': 'The list of the history is damaged. Ask its author to publish it again',
    'bundle-malformed': 'A part of the history is damaged. Ask its author to publish it again',
    'bundle-bomb': 'A part of the history is not what it says, and was left out',
    'message-forged': 'A message of the history is not the original, and was left out',
    'waku-unreachable': 'The network cannot be reached',
    'not-found': 'The file is not here any more',
    canceled: 'Canceled',
    'bad-option': 'The app has asked for something impossible',
    unsupported: 'This browser cannot do that',
    io: 'Something went wrong while reading or writing'
  },
  amount: (loaded, total) => total === null ? loaded : `${loaded} of ${total}`,
  speed: (bytes) => `${bytes}/s`,
  timeLeft: (time) => `${time} left`,
  peers: (count, path) => `${count} ${count === 1 ? 'peer' : 'peers'}${path === null ? '' : `, ${path}`}`,
  receivedBy: (have, of) => `Received by ${have} of ${of}`,
  keepOpen: 'Keep this tab open until it has arrived',
  heldBy: (have, of) => `Held by ${have} of ${of}`,
  heldChecked: (when) => `checked ${when}`,
  keepOpenUntilHeld: 'Keep this tab open until others hold it',
  mayClose: 'Others hold it. You may close this tab',
  filesLeft: files,

  noEngine: 'Files cannot be sent or received here',
  noEngineBecause: {
    insecure: 'This page is not secure. Open its address with https',
    noStorage: 'The browser lets this site store nothing. Allow it, or leave the private window',
    noLocks: 'The browser is too old for more than one tab. Update it, or use another one',
    inUse: 'They are taken care of in another tab. Go on there, or close it and try again'
  },
  tryAgain: 'Try again',

  refused: (name, reason) => `${name}: ${reason}`,
  refusedMany: (count, reason) => `${files(count)} not attached${reason === null ? '' : `: ${reason}`}`,
  andMore: (count) => `and ${numbers.format(count)} more`,
  refusals: {
    'wrong-type': () => 'this type of file cannot be attached',
    'too-large': (limit) => `larger than ${limit}`,
    'too-small': (limit) => `smaller than ${limit}`,
    'too-many': (limit) => `more than ${limit} at once`,
    invalid: () => 'not accepted',
    unreadable: () => 'the browser may not read it. Move or copy it elsewhere, then attach that',
    'empty-folder': () => 'this folder has no files in it',
    unsent: () => 'could not be sent'
  },

  saysStarted: (name, role) => role === 'send' ? `Sending ${name}` : `Receiving ${name}`,
  saysQuarter: (name, percent) => `${name}: ${percent}`,
  saysDone: (name, role) => role === 'send' ? `${name} was delivered` : `${name} is here`,
  saysKept: (name) => `${name} is held by others. You may close this tab`,
  saysFailed: (name, reason) => `${name} failed. ${reason}`,
  saysMany: (count, what, role) => {
    if (what === 'failed') return `${files(count)} failed`
    if (what === 'started') return `${role === 'send' ? 'Sending' : 'Receiving'} ${files(count)}`
    return role === 'send' ? `${files(count)} delivered` : `${files(count)} received`
  }
}
