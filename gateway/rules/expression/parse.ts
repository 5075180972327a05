import { type ASTNode, Environment, ParseError } from '@marcbachmann/cel-js';
import { Unusable } from './unusable.ts';

/** Limits of one expression. */
export const MOST_CHARACTERS = 4000;
export const LIMITS = { maxAstNodes: 1000, maxDepth: 50 };

const parser = new Environment({ unlistedVariablesAreDyn: true, limits: LIMITS });

/** Reads the text of an expression. Throws Unusable where it is none, or too long. */
export function parse(text: string): ASTNode {
  if (text.length > MOST_CHARACTERS) {
    throw new Unusable(`an expression has at most ${MOST_CHARACTERS} characters`, MOST_CHARACTERS);
  }
  try {
    return parser.parse(text).ast;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw new Unusable(saidOf(error.summary), error.range?.start ?? 0);
  }
}

/** What cel-js says, as this gateway's messages are written. */
export const saidOf = (summary: string): string => `${summary.charAt(0).toLowerCase()}${summary.slice(1)}`;

/** The parts directly inside a part. */
export function partsOf(node: ASTNode): readonly ASTNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'list':
      return node.args;
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    default:
      return node.args;
  }
}

/** How many parts it has, itself among them. */
export const sizeOf = (node: ASTNode): number => partsOf(node).reduce((sum, part) => sum + sizeOf(part), 1);

/** Every part, the outer before the inner. */
export const allParts = (node: ASTNode): readonly ASTNode[] => [node, ...partsOf(node).flatMap(allParts)];
