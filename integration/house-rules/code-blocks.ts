import ts from 'typescript';
import type { ProjectFile } from './project-files.ts';

/** A fenced block of code in a document. */
export interface CodeBlock {
  readonly language: string;
  readonly code: string;
  /** The line its code begins on, counted from 1. */
  readonly line: number;
}

const FENCED_BLOCK = /^```([a-z]+)[^\n]*\n(.*?)^```$/gms;
const PARSED_LANGUAGES: ReadonlySet<string> = new Set(['ts', 'js', 'cjs', 'mjs']);

/** Blocks of TypeScript or JavaScript in `documents` that do not parse. */
export function brokenCodeBlocks(documents: readonly ProjectFile[]): string[] {
  return documents.flatMap((document) =>
    codeBlocksOf(document.text)
      .filter(({ language }) => PARSED_LANGUAGES.has(language))
      .flatMap((block) => syntaxErrors(block).map((error) => `${document.path}:${error}`)),
  );
}

/** The fenced blocks of a document that say their language, in its order. */
export function codeBlocksOf(markdown: string): CodeBlock[] {
  return [...markdown.matchAll(FENCED_BLOCK)].map(({ 1: language = '', 2: code = '', index }) => ({
    language,
    code,
    line: markdown.slice(0, index).split('\n').length + 1,
  }));
}

function syntaxErrors({ language, code, line }: CodeBlock): string[] {
  const { diagnostics = [] } = ts.transpileModule(code, {
    fileName: `block.${language}`,
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext },
  });
  return diagnostics.map(({ file, start = 0, messageText }) => {
    const lineInBlock = file?.getLineAndCharacterOfPosition(start).line ?? 0;
    return `${line + lineInBlock}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}
