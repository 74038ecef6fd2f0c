import ts from 'typescript'
import { RESTLESS_GLOBALS, RESTLESS_MEMBERS } from './rules.mjs'

/**
 * What one source file imports and which restless names it uses:
 * `imports`: `{ specifier, line, names, typeOnly }`, types and dynamic imports included; `uses`: `{ name, line }`.
 */
export function readSource(path, text) {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const found = { imports: [], uses: [] }
  const declared = declaredNames(file)
  const lineOf = (node) => file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1

  visit(file)
  return found

  function visit(node) {
    const use = restlessUse(node, declared)
    if (use) found.uses.push({ name: use, line: lineOf(node) })
    const imported = readImport(node)
    if (imported) found.imports.push({ ...imported, line: lineOf(node) })
    ts.forEachChild(node, visit)
  }
}

function readImport(node) {
  if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
    const names = namesOf(ts.isImportDeclaration(node) ? node.importClause?.namedBindings : node.exportClause)
    return { specifier: node.moduleSpecifier.text, names, typeOnly: isTypeOnly(node) }
  }
  const isCall = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
  const [argument] = isCall ? node.arguments : []
  if (argument && ts.isStringLiteralLike(argument)) return { specifier: argument.text, names: [], typeOnly: false }
  if (ts.isImportTypeNode(node)) return { specifier: node.argument.literal.text, names: [], typeOnly: true }
  return undefined
}

function namesOf(bindings) {
  return bindings?.elements?.map((element) => (element.propertyName ?? element.name).text) ?? []
}

function isTypeOnly(node) {
  const clause = ts.isImportDeclaration(node) ? node.importClause : node
  if (clause?.isTypeOnly) return true
  const elements = ts.isImportDeclaration(node) ? clause?.namedBindings?.elements : node.exportClause?.elements
  return !clause?.name && elements?.length > 0 && elements.every((element) => element.isTypeOnly)
}

/** The restless name this node uses as a value, if it does. */
function restlessUse(node, declared) {
  if (ts.isPropertyAccessExpression(node)) {
    const member = `${node.expression.getText()}.${node.name.text}`
    return RESTLESS_MEMBERS.has(member) ? member : undefined
  }
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && !node.arguments?.length) return 'new Date()'
  if (ts.isCallExpression(node) && node.expression.getText() === 'Date') return 'Date()'
  if (!ts.isIdentifier(node) || !RESTLESS_GLOBALS.has(node.text) || declared.has(node.text)) return undefined
  return isFreeName(node) ? node.text : undefined
}

/** False for the name of a member, a field or a type, which have nothing to do with the global of that name. */
function isFreeName(node) {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return false
  if (ts.isPropertyAssignment(parent) && parent.name === node) return false
  if (ts.isBindingElement(parent) && parent.propertyName === node) return false
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) return false
  if (ts.isTypeReferenceNode(parent) || ts.isQualifiedName(parent)) return false
  return !(ts.isClassElement(parent) || ts.isTypeElement(parent) || ts.isJsxAttribute(parent)) || parent.name !== node
}

/** Names the file declares itself, anywhere: it then means its own (a shadowed global is the linter's business). */
function declaredNames(file) {
  const names = new Set()
  const visit = (node) => {
    const declares = ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node)
      || ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isImportSpecifier(node)
      || ts.isImportClause(node) || ts.isNamespaceImport(node)
    if (declares && node.name && ts.isIdentifier(node.name)) names.add(node.name.text)
    ts.forEachChild(node, visit)
  }
  visit(file)
  return names
}
