import * as fs from 'node:fs';
import * as path from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { rules } from '../../../../../src/engine/timeline/findings/registry.ts';

/** Found without a rule: of an owner, of what no rule explains, of a timeline that could not be built. */
const withoutRule: readonly string[] = ['quota-rejected', 'unexplained-warning', 'no-timeline'];

/** What `FindingId` names: a type leaves nothing at run time. */
function declaredIds(): readonly string[] {
  const file = path.resolve(import.meta.dirname, '../../../../../src/engine/timeline/model/timeline.ts');
  const source = ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  const found = source.statements.find((each) => ts.isTypeAliasDeclaration(each) && each.name.text === 'FindingId');
  if (!found || !ts.isTypeAliasDeclaration(found) || !ts.isUnionTypeNode(found.type)) throw new Error('no FindingId');
  return found.type.types.flatMap((one) =>
    ts.isLiteralTypeNode(one) && ts.isStringLiteral(one.literal) ? [one.literal.text] : [],
  );
}

test('each finding that is declared has a rule that can find it', () => {
  const ids = [...new Set(rules.map(({ id }) => id))];
  expect(ids.toSorted()).toEqual(
    declaredIds()
      .filter((id) => !withoutRule.includes(id))
      .toSorted(),
  );
});

test('each finding has a page to read on', () => {
  for (const rule of rules) expect(rule.docs, rule.id).toMatch(/^https:\/\//);
});
