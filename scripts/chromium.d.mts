/** The Chromium that this machine has; undefined without one. */
export function findChromium (env?: NodeJS.ProcessEnv, platform?: NodeJS.Platform): string | undefined
