/** kernel.ts as it has to be. */
export function kernelSource (): Promise<string>
