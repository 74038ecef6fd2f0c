/** The engine of web pages. Importing it touches neither window nor network. */
export { browserPlatform } from './browser-platform.ts'
export type { BrowserPlatformOptions } from './browser-platform.ts'
export { createEngine } from './create-engine.ts'
export type { BrowserEngineOptions } from './create-engine.ts'
export type { BrowserNetwork } from './network.ts'
export { wakuSignals } from './signals.ts'
export type { AppSignals } from './signals.ts'
export type { BrowserEngine } from './tabs/face.ts'
