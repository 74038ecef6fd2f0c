/** Passel's payloads for Helia and other IPFS tools. `helia` and `@ipld/car` are optional peers. */
export { blockstoreView } from './blockstore-view.ts'
export { exportCar } from './export-car.ts'
export { passelBlockBroker } from './block-broker.ts'
export { createPayloadBlocks, holderOfStored } from '../../engine/payload-blocks.ts'
export type { BlockHolder, PayloadBlock, PayloadBlocks } from '../../engine/payload-blocks.ts'
