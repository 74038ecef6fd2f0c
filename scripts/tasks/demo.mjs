import { runProgram } from './program.mjs'

/** What follows the name that asks for the pages alone: `npm run demo -- pages`. */
const PAGES = 'pages'

/**
 * npm run demo [-- FILE | pages [--port N]]: sends a real file between processes; then, where somebody watches, serves
 * the examples that run in a page. `leave` lets other terminals have their turn, for pages are served until Ctrl-C.
 */
export async function runDemo(node, args, leave) {
  const onlyPages = args[0] === PAGES
  if (!onlyPages) {
    const code = await runProgram(node, 'packages/node/src/demo/main.ts', args)
    if (code !== 0 || !process.stdout.isTTY) return code
    console.log('\nAnd in a browser:')
  }
  leave()
  return await runProgram(node, 'examples/serve.ts', onlyPages ? args.slice(1) : [])
}
