import type { Rule } from 'eslint';
import ts from 'typescript';

const MESSAGE =
  'a name out of the cluster may be `constructor` or `__proto__`: keep it in a Map, or read it with own()';

/**
 * The eslint rule against `record[name]` where `name` is any string: what every object inherits is found as well, and
 * has not the type that the record promises. Fine are keys of closed sets, whose types are literals; keys with a slash
 * in them, as ids have; records of `unknown`, whose values are looked at before use; and to write a text, which makes
 * no prototype of it.
 */
export const noForeignKeys: Rule.RuleModule = {
  create(context) {
    const services = context.sourceCode.parserServices as unknown as Services;
    const checker = services.program.getTypeChecker();
    const isAnyText = (type: ts.Type): boolean =>
      (type.flags & ts.TypeFlags.String) !== 0 || (type.isUnion() && type.types.some(isAnyText));
    const isHarmless = (value: ts.Type | undefined, isWritten: boolean): boolean =>
      value === undefined ||
      (value.flags & ts.TypeFlags.Unknown) !== 0 ||
      (isWritten && (value.flags & ts.TypeFlags.String) !== 0);
    return {
      MemberExpression(node: unknown) {
        const { computed, object, property, parent } = node as MemberLike;
        if (!computed || hasSlash(property) || !isAnyText(services.getTypeAtLocation(property))) return;
        const type = checker.getNonNullableType(services.getTypeAtLocation(object));
        const isWritten = parent.type === 'AssignmentExpression' && parent.left === node;
        const parts = type.isUnion() ? type.types : [type];
        if (!parts.every((part) => isHarmless(part.getStringIndexType(), isWritten))) {
          context.report({ node: node as Rule.Node, message: MESSAGE });
        }
      },
    };
  },
};

/** Nothing that is inherited has one in its name. */
const hasSlash = ({ quasis }: MemberLike['property']): boolean =>
  quasis?.some(({ value }) => value.raw.includes('/')) === true;

/** What typescript-eslint's parser offers to rules. */
interface Services {
  readonly program: ts.Program;
  getTypeAtLocation(node: unknown): ts.Type;
}

interface MemberLike {
  readonly computed: boolean;
  readonly object: unknown;
  /** `quasis`: the constant parts of a template. */
  readonly property: { readonly quasis?: readonly { readonly value: { readonly raw: string } }[] };
  readonly parent: { readonly type: string; readonly left?: unknown };
}
