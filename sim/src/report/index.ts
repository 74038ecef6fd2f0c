/** One self-contained page about a run. */
export { renderReport } from './report.ts'
