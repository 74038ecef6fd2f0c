// The vectors in docs are opened by a program that shares nothing with this code base, not even the language. It needs
// Python and one package; both are looked for, then fetched in the way that changes least on the machine.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { CACHE, inRoot } from '../places.mjs'
import { say } from '../say.mjs'
import { installWithApt } from './apt.mjs'
import { run } from './command.mjs'

const SCRIPT = 'docs/vectors/check.py'
const PACKAGE = 'cryptography'
const VERSION = '50.0.2'

/** Removed with `node_modules`, and nothing outside the checkout knows of it. */
const PACKAGES = join(CACHE, 'python')

/** Asked in this order: apt installs packages for the system's own Python, which need not be first on PATH. */
const PYTHONS = ['python3', '/usr/bin/python3']

/** Resolves like `run`. */
export async function checkVectors() {
  if (!existsSync(inRoot(SCRIPT))) return { ok: true, output: '' }
  const python = await usablePython() ?? await afterPip() ?? await afterApt()
  if (!python) {
    return {
      ok: false,
      output: `${SCRIPT} needs Python 3 with the package ${PACKAGE}. Type one of:\n`
        + `  apt-get install python3 python3-cryptography      (as root)\n`
        + `  python3 -m pip install ${PACKAGE}\n`,
    }
  }
  return run(python, [SCRIPT], { env: pythonPath() })
}

async function usablePython() {
  for (const python of PYTHONS) {
    const { ok } = await run(python, ['-c', `import ${PACKAGE}.hazmat.primitives.ciphers.aead`], { env: pythonPath() })
    if (ok) return python
  }
  return undefined
}

async function afterPip() {
  const { ok } = await run('python3', ['-m', 'pip', '--version'])
  if (!ok) return undefined
  say(`fetching the Python package ${PACKAGE} for the check of the test vectors ...`)
  const quietly = ['--quiet', '--disable-pip-version-check']
  const where = ['--only-binary', ':all:', '--upgrade', '--target', PACKAGES]
  const { output } = await run('python3', ['-m', 'pip', 'install', ...quietly, ...where, `${PACKAGE}==${VERSION}`])
  return await usablePython() ?? say(`that did not work:\n${output}`)
}

async function afterApt() {
  const packages = ['python3', 'python3-cryptography']
  const { tried, output } = await installWithApt(packages, 'for the check of the test vectors')
  if (!tried) return undefined
  return await usablePython() ?? say(`that did not work:\n${output}`)
}

function pythonPath() {
  const given = process.env.PYTHONPATH
  return { PYTHONPATH: given ? PACKAGES + delimiter + given : PACKAGES, PYTHONDONTWRITEBYTECODE: '1' }
}
