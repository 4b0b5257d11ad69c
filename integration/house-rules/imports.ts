import ts from 'typescript';
import type { ProjectFile } from './project-files.ts';

/** One module that a file asks for. */
export interface Import {
  readonly specifier: string;
  /** Counted from 1. */
  readonly line: number;
}

/** Calls that load the module their first argument names. */
const LOADERS = new Set(['require', 'getBuiltinModule']);

/**
 * Every module `file` asks for: declarations, re-exports, types, `import()`, `require()`, `createRequire()()`, and
 * `process.getBuiltinModule()`. Types count too: knowing another package's shape is knowing that package.
 */
export function importsOf(file: ProjectFile): Import[] {
  const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest);
  const imports: Import[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) {
      const { line } = source.getLineAndCharacterOfPosition(specifier.getStart(source));
      imports.push({ specifier: specifier.text, line: line + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return imports;
}

function specifierOf(node: ts.Node): ts.StringLiteralLike | undefined {
  const candidate = moduleExpression(node);
  return candidate !== undefined && ts.isStringLiteralLike(candidate) ? candidate : undefined;
}

function moduleExpression(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
    return node.moduleSpecifier;
  }
  if (ts.isImportTypeNode(node)) {
    return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  }
  return ts.isCallExpression(node) && isLoader(node.expression) ? node.arguments[0] : undefined;
}

function isLoader(callee: ts.Expression): boolean {
  if (callee.kind === ts.SyntaxKind.ImportKeyword) {
    return true;
  }
  if (ts.isCallExpression(callee)) {
    return nameOf(callee.expression) === 'createRequire';
  }
  return LOADERS.has(nameOf(callee));
}

function nameOf(callee: ts.Expression): string {
  const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
  return ts.isIdentifier(name) ? name.text : '';
}
