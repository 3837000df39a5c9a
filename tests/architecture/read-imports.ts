/** The imports of a TypeScript file, by its syntax tree: static, re-export, dynamic, require and import types. */
import path from 'node:path';
import ts from 'typescript';

export interface Import {
  /** Repository path of the importing file, with forward slashes. */
  from: string;
  /** Repository path for relative imports, the specifier itself for packages. */
  to: string;
  relative: boolean;
  /** Erased by the compiler. */
  typeOnly: boolean;
  /** By a call: loaded only when the code gets there. */
  dynamic: boolean;
  line: number;
}

/** Throws for a dynamic import whose target is computed: nobody could check it. */
export function readImports(file: string, text: string): Import[] {
  const kind = file.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, kind);
  const imports: Import[] = [];
  const add = (node: ts.Node, specifier: ts.Node, typeOnly: boolean, dynamic = false) => {
    const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    if (!ts.isStringLiteralLike(specifier))
      throw new Error(`${file}:${line}: the target of an import is computed`);
    const relative = specifier.text.startsWith('.');
    const to = relative ? path.posix.join(path.posix.dirname(file), specifier.text) : specifier.text;
    imports.push({ from: file, to, relative, typeOnly, dynamic, line });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node, node.moduleSpecifier, isTypeOnly(node));
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
      add(node, node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node, node.argument.literal, true);
    } else if (ts.isCallExpression(node) && isImportCall(node)) {
      const target = node.arguments[0];
      if (target) add(node, target, false, true);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return imports;
}

/** `import type ...`, or braces in which every name is a type. */
function isTypeOnly(node: ts.ImportDeclaration): boolean {
  const clause = node.importClause;
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const bindings = clause.namedBindings;
  if (clause.name || !bindings || !ts.isNamedImports(bindings)) return false;
  return bindings.elements.length > 0 && bindings.elements.every((element) => element.isTypeOnly);
}

function isImportCall({ expression }: ts.CallExpression): boolean {
  if (expression.kind === ts.SyntaxKind.ImportKeyword) return true;
  return ts.isIdentifier(expression) && expression.text === 'require';
}
