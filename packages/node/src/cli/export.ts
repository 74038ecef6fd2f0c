import type { Command } from 'commander'
import { parseReference } from '@passel/core'
import { exportCar } from '../export-car.ts'
import { withHome } from './network-options.ts'

export function exportCommand (program: Command): void {
  withHome(program.command('export'))
    .argument('<reference>', 'a payload that is complete in this home')
    .description('write a payload as a CAR file: sealed blocks that any IPFS tool can carry')
    .requiredOption('--car <file>', 'the file to write')
    .action(async (text: string, options: { readonly home: string, readonly car: string }) => {
      const { blocks, root } = await exportCar(options.home, parseReference(text), options.car)
      process.stdout.write(`${options.car}: ${blocks} blocks, root ${root}\n`)
    })
}
