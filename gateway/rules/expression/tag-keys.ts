import type { ASTNode } from '@marcbachmann/cel-js';
import { EVERY_TAG } from '../rule.ts';
import { parse, partsOf } from './parse.ts';
import type { Params } from './slot.ts';

/**
 * Keys of the tags that may decide whether a job passes. Tags are asked for by their keys where a macro over them says so
 * in quotes, as `exists(t, t.key == 'A' && …)` or `all(t, t.key != 'A' || …)`; any other use may rest on every tag.
 */
export const tagKeysIn = ({ expression, each }: Params): readonly string[] => [
  ...new Set([expression, each].flatMap((text) => (text === undefined ? [] : keysIn(parse(text))))),
];

function keysIn(node: ASTNode): readonly string[] {
  // As a whole they may be looked into by names that nobody can see here.
  if (node.op === 'id') return WHOLES.includes(node.args) ? [EVERY_TAG] : [];
  if (node.op === '.') return keysInSelection(node.args);
  if (node.op === 'rcall' && isTags(node.args[1])) return keysInMacro(node.args);
  return partsOf(node).flatMap(keysIn);
}

const WHOLES: readonly string[] = ['workload', 'request'];

type Of<Op> = Extract<ASTNode, { readonly op: Op }>['args'];

function keysInSelection([of, name]: Of<'.'>): readonly string[] {
  if (TAG_MEMBERS.includes(name)) return [EVERY_TAG];
  if (of.op === 'id' || (isMember(of, TAG_MEMBERS) && name === 'path')) return [];
  return keysIn(of);
}

const TAG_MEMBERS: readonly string[] = ['tags', 'Tags'];

const isMember = (node: ASTNode, names: readonly string[]): boolean => node.op === '.' && names.includes(node.args[1]);

/** `workload.tags.value` or `request.Tags`. */
const isTags = (node: ASTNode): boolean =>
  isMember(node, ['Tags']) || (node.op === '.' && node.args[1] === 'value' && isMember(node.args[0], ['tags']));

function keysInMacro([name, , [variable, condition, ...others]]: Of<'rcall'>): readonly string[] {
  if (variable?.op !== 'id' || condition === undefined) return [EVERY_TAG];
  const isCondition = CONDITIONED.includes(name) || others.length > 0;
  const keys = isCondition ? keysAt(condition, variable.args, name !== 'all') : null;
  return keys === null ? [EVERY_TAG] : [...keys, ...[condition, ...others].flatMap(keysIn)];
}

/** Macros whose first body says which items count; that of `map` does where there are two. */
const CONDITIONED: readonly string[] = ['all', 'exists', 'exists_one', 'filter'];

/** The only keys with which a tag can make a condition true, or false; null: there may be others. */
function keysAt(condition: ASTNode, tag: string, outcome: boolean): readonly string[] | null {
  switch (condition.op) {
    case '!_':
      return keysAt(condition.args, tag, !outcome);
    case '&&':
    case '||': {
      const [left, right] = condition.args.map((side) => keysAt(side, tag, outcome));
      // Both have to be true for `&&` to be, so that either side's keys are enough.
      if ((condition.op === '&&') === outcome) return left ?? right ?? null;
      return left && right ? [...left, ...right] : null;
    }
    case '==':
    case '!=':
      return (condition.op === '==') === outcome ? keysCompared(condition.args, tag) : null;
    case 'in':
      return outcome ? keysListed(condition.args, tag) : null;
    default:
      return null;
  }
}

const isKey = (node: ASTNode, tag: string): boolean =>
  node.op === '.' && ['key', 'Key'].includes(node.args[1]) && node.args[0].op === 'id' && node.args[0].args === tag;

const textsOf = (nodes: readonly ASTNode[]): readonly string[] =>
  nodes.flatMap(({ op, args }) => (op === 'value' && typeof args === 'string' ? [args] : []));

function keysCompared(sides: readonly ASTNode[], tag: string): readonly string[] | null {
  const texts = textsOf(sides);
  return texts.length === 1 && sides.some((side) => isKey(side, tag)) ? texts : null;
}

function keysListed([item, list]: Of<'in'>, tag: string): readonly string[] | null {
  if (!isKey(item, tag) || list.op !== 'list') return null;
  const texts = textsOf(list.args);
  return texts.length === list.args.length ? texts : null;
}
