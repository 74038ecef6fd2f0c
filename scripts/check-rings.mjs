// Keeps the picture of the code true: three rings whose imports point inwards, no circles, packages that meet only
// through their entries. Prints what breaks it and exits with 1; `node scripts/check-rings.mjs [ROOT]`.
import { ROOT } from './places.mjs'
import { checkTree } from './rings/check-tree.mjs'

const { count, findings } = checkTree(process.argv[2] ?? ROOT)
for (const finding of findings) console.log(finding)
console.log(`${count} files read, ${findings.length} findings`)
process.exitCode = findings.length === 0 ? 0 : 1
