// Which part of the code may know which. A part is where a file lies; `imports` lists the parts it may import from,
// `packages` the packages (a name, or a scope with a slash at its end), nothing named meaning any.

/** Byte and codec libraries that are synchronous and ask nothing of the platform. */
const CALM_PACKAGES = [
  'multiformats', '@ipld/dag-cbor', '@noble/', 'protons-runtime', 'uint8arraylist', 'uint8arrays', 'uint8-varint',
]

const BASE = ['base']
const PURE = [...BASE, 'pure']
const MACHINES = [...PURE, 'machines']
const ARCHIVE_PURE = [...PURE, 'archive pure']
const ARCHIVE_MACHINES = [...ARCHIVE_PURE, 'archive machines']
const ENGINE = [...MACHINES, 'ports', 'engine']

const TESTING = [...ENGINE, 'adapters', 'archive pure', 'testing']

/** The parts of packages/core/src, the first whose `files` match wins. */
const PARTS = [
  { name: 'tests', files: /\.(test|bench)\.ts$/, anything: true },
  { name: 'testing', files: /^testing\/|\.contract\.ts$/, imports: TESTING, anywhere: true },
  { name: 'base', files: /^(errors|limits|ids)\.ts$/, imports: BASE, packages: [], calm: true },
  { name: 'pure', files: /^pure\//, imports: PURE, packages: CALM_PACKAGES, calm: true },
  // A machine may speak of what a port answers, as a type; it calls none.
  { name: 'machines', files: /^machines\//, imports: MACHINES, types: ['ports'], packages: CALM_PACKAGES, calm: true },
  { name: 'ports', files: /^(ports|store-port)\.ts$/, imports: [...MACHINES, 'ports'], packages: [], calm: true },
  { name: 'engine', files: /^engine\//, imports: ENGINE, packages: [...CALM_PACKAGES, 'zustand'], calm: true },
  { name: 'adapters', files: /^adapters\//, imports: [...ENGINE, 'adapters'] },
  // Archives have the same three rings of their own, and an outside that drives an engine.
  { name: 'archive pure', files: /^archive\/pure\//, imports: ARCHIVE_PURE, packages: CALM_PACKAGES, calm: true },
  {
    name: 'archive machines',
    files: /^archive\/machines\//,
    imports: ARCHIVE_MACHINES,
    types: ['ports'],
    packages: CALM_PACKAGES,
    calm: true,
  },
  {
    name: 'archive adapters',
    files: /^archive\/adapters\//,
    imports: [...ARCHIVE_MACHINES, 'ports', 'archive adapters'],
  },
  {
    name: 'archive',
    files: /^archive\//,
    imports: [...ENGINE, ...ARCHIVE_MACHINES, 'archive adapters', 'archive', 'adapters', 'entry'],
    packages: [...CALM_PACKAGES, 'zustand'],
    calm: true,
  },
  // A platform, as packages/node is one: it puts the parts together for pages.
  { name: 'browser', files: /^browser\//, imports: [...ENGINE, 'adapters', 'browser'] },
  // What is left lies at the top and puts the parts together.
  { name: 'entry', files: /^[^/]+\.ts$/, imports: [...ENGINE, 'adapters', 'entry'] },
]

/** What differs from one run to the next or reaches outside: the same seed would no longer give the same run. */
export const RESTLESS_GLOBALS = new Set([
  'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'requestAnimationFrame', 'requestIdleCallback',
  'performance', 'crypto', 'fetch', 'WebSocket', 'Worker', 'MessageChannel', 'BroadcastChannel', 'navigator', 'window',
  'self', 'globalThis', 'process', 'localStorage', 'indexedDB',
])

/** The same, as members of something that is otherwise harmless. */
export const RESTLESS_MEMBERS = new Set(['Date.now', 'Math.random', 'AbortSignal.timeout'])

/** The same, as names that packages export. */
export const RESTLESS_IMPORTS = new Set(['randomBytes', 'managedNonce'])

/** Optional packages, each behind an entry of its own: nobody must be made to install them. */
export const UNREACHABLE = [{ from: 'index.ts', packages: ['@waku/', 'helia', '@helia/'] }]

/** The part a file of packages/core/src belongs to. */
export function partOf(path) {
  return PARTS.find((part) => part.files.test(path))
}

/** Whether a list of package names and scopes has this one. */
export function lists(packages, name) {
  return packages.some((entry) => (entry.endsWith('/') ? name.startsWith(entry) : name === entry))
}
