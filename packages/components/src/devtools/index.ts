/** For developers: apart from the rest, so that nobody else loads it. */
export { PasselDevtools } from './passel-devtools.tsx'
export type { PasselDevtoolsProps } from './passel-devtools.tsx'
