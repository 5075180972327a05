import { allParts, parse } from './parse.ts';
import type { Params } from './slot.ts';
import { piecesOf } from './template.ts';

/**
 * Texts by which expressions may know a tag: every one in quotes, where tags are named at all. Some are no keys, which
 * protects a tag too many; a key that is left out would protect one too few.
 */
export function tagKeysIn({ expression, each, path = '', message, remedy, observed, limit, fix = [] }: Params) {
  const texts = [expression, each, observed, limit, ...fix.map(({ value }) => value)];
  const templates = [path, message, remedy, ...fix.map((change) => change.path)];
  const nodes = [
    ...texts.flatMap((text) => (text === undefined ? [] : [parse(text)])),
    ...templates.flatMap(piecesOf).flatMap((piece) => (typeof piece === 'string' ? [] : [piece.node])),
  ];
  const parts = nodes.flatMap(allParts);
  const namesTags = parts.some(({ op, args }) => (op === '.' && TAG_MEMBERS.includes(args[1])) || isTagText(op, args));
  if (!namesTags) return [];
  return [...new Set(parts.flatMap(({ op, args }) => (op === 'value' && typeof args === 'string' ? [args] : [])))];
}

const TAG_MEMBERS: readonly string[] = ['tags', 'Tags'];

/** `request['Tags']`. */
const isTagText = (op: string, args: unknown): boolean => op === 'value' && TAG_MEMBERS.some((name) => name === args);
