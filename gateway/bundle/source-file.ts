import { type Document, isAlias, isMap, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { Json } from '../shared/json.ts';
import type { BundleProblem, Place } from './problem.ts';

/** Steps from the top of a file to a member: keys, and indexes as text. */
export type Steps = readonly string[];

/** One file, parsed. */
export interface SourceFile {
  readonly name: string;
  /** null where it has problems. */
  readonly value: Json;
  /** What is wrong with it as YAML. */
  readonly problems: readonly BundleProblem[];
  /** Where a member stands: its value, or its key. A member that is absent is where its parent is. */
  placeOf(steps: Steps, part: 'key' | 'value'): Place;
}

/**
 * Reads YAML 1.2 with unique keys. Aliases are refused: a policy is read in review, each place by itself, and none
 * can grow without bound.
 */
export function parseSourceFile(name: string, text: string): SourceFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const problems = flawsOf(document).map(({ offset, message }) => ({ file: name, ...placeAt(offset), message }));
  return {
    name,
    // Plain JSON: the core schema makes nothing else of a document without aliases.
    value: problems.length === 0 ? (document.toJS() as Json) : null,
    problems,
    placeOf: (steps, part) => placeAt(offsetOf(document.contents, steps, part)),
  };
}

interface Flaw {
  readonly offset: number;
  readonly message: string;
}

function flawsOf(document: Document.Parsed): readonly Flaw[] {
  const flaws = [...document.errors, ...document.warnings].map(({ pos, message }) => ({
    offset: pos[0],
    message: `not readable as YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`,
  }));
  visit(document, {
    Alias: (_key, alias) => {
      flaws.push({ offset: startOf(alias), message: `alias \`*${alias.source}\` is not allowed: write its value out` });
    },
  });
  return flaws;
}

function offsetOf(top: Node | null, steps: Steps, part: 'key' | 'value'): number {
  let node = top;
  let offset = startOf(top);
  for (const [index, step] of steps.entries()) {
    const child = childOf(node, step);
    if (!child) return offset;
    const wantsKey = part === 'key' && index === steps.length - 1;
    offset = startOf(wantsKey ? child.key : child.value);
    node = child.value;
  }
  return offset;
}

function childOf(node: Node | null, step: string): { readonly key: Node; readonly value: Node } | null {
  if (isSeq<Node>(node)) {
    const value = node.items[Number(step)];
    return value ? { key: value, value } : null;
  }
  if (!isMap<Node, Node | null>(node)) return null;
  const pair = node.items.find(({ key }) => !isAlias(key) && String(key) === step);
  return pair ? { key: pair.key, value: pair.value ?? pair.key } : null;
}

const startOf = (node: Node | null): number => node?.range?.[0] ?? 0;
