import * as fs from 'node:fs';
import * as path from 'node:path';
import ts from 'typescript';

/** A text for the user as it stands in the source. */
export interface UserText {
  readonly template: string;
  /** `file:line`, from the project's root. */
  readonly where: string;
}

/** The command line speaks English only. */
const untranslated = path.join('src', 'cli', path.sep);

/**
 * Texts of `text('...')` and `vscode.l10n.t('...')`, and calls whose text is no literal, which nobody could translate.
 */
export function collectUserTexts(root: string): {
  readonly texts: readonly UserText[];
  readonly unreadable: readonly string[];
} {
  const texts: UserText[] = [];
  const unreadable: string[] = [];
  for (const file of ['src', 'webview'].flatMap((folder) => sourceFiles(path.join(root, folder)))) {
    if (path.relative(root, file).startsWith(untranslated)) continue;
    const source = ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
    const importsText = source.statements.some(isImportOfText);
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && ((importsText && isText(node.expression)) || isTranslation(node.expression))) {
        const where = `${path.relative(root, file)}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
        const found = literalsOf(node.arguments[0]);
        if (found) texts.push(...found.map((template) => ({ template, where })));
        else unreadable.push(where);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return { texts, unreadable };
}

const isText = (callee: ts.Expression): boolean => ts.isIdentifier(callee) && callee.text === 'text';

const isTranslation = (callee: ts.Expression): boolean => callee.getText() === 'vscode.l10n.t';

const isImportOfText = (statement: ts.Statement): boolean =>
  ts.isImportDeclaration(statement) &&
  /\/(?:text|engine)\.ts['"]$/.test(statement.moduleSpecifier.getText()) &&
  /\btext\b/.test(statement.importClause?.getText() ?? '');

/** Both sides of a choice between two literals count. */
function literalsOf(argument: ts.Expression | undefined): readonly string[] | undefined {
  if (argument === undefined) return undefined;
  if (ts.isStringLiteralLike(argument)) return [argument.text];
  if (!ts.isConditionalExpression(argument)) return undefined;
  const [yes, no] = [literalsOf(argument.whenTrue), literalsOf(argument.whenFalse)];
  return yes && no && [...yes, ...no];
}

const sourceFiles = (folder: string): string[] =>
  fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.join(folder, name))
    .sort();
