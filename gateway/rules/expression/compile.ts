import type { ASTNode } from '@marcbachmann/cel-js';
import { notAmong } from '../rule.ts';
import { element, listLiteral, mapLiteral, presence, selection } from './access.ts';
import type { Program } from './frame.ts';
import { FUNCTIONS } from './functions.ts';
import { choice, logical } from './logic.ts';
import { existsOne, itemOf, type Loop, quantifier, transformation } from './loops.ts';
import { binary, unary } from './operators.ts';
import { sizeOf } from './parse.ts';
import { matching } from './pattern.ts';
import { Unusable } from './unusable.ts';
import { Double, Fault } from './value.ts';

/** Names that may stand in an expression, each with the slot of a frame that has its value. */
export type Scope = Readonly<Record<string, number>>;

/** Makes a program of a parsed expression. Throws Unusable where it says something that is not known here. */
export function compile(node: ASTNode, scope: Scope): Program {
  const part = (inner: ASTNode) => compile(inner, scope);
  const { start } = node;
  switch (node.op) {
    case 'value':
      return constant(node.args, start);
    case 'id':
      return variable(node.args, scope, start);
    case '.':
      return selection(part(node.args[0]), node.args[1], start);
    case '[]':
      return element(part(node.args[0]), part(node.args[1]), start);
    case 'list':
      return listLiteral(node.args.map(part));
    case 'map':
      return mapLiteral(node.args.map(([key, value]) => [textOf(key, 'a key of a map'), part(value)]));
    case '&&':
    case '||':
      return logical(node.op === '||', part(node.args[0]), part(node.args[1]), start);
    case '?:':
      return choice(part(node.args[0]), part(node.args[1]), part(node.args[2]), start);
    case '!_':
    case '-_':
      return unary(node.op, part(node.args), start);
    case 'call':
      return callOf({ name: node.args[0], receiver: null, args: node.args[1], start }, scope);
    case 'rcall':
      return callOf({ name: node.args[0], receiver: node.args[1], args: node.args[2], start }, scope);
    case '.?':
    case '[?]':
      throw new Unusable('optional members are not known here: ask with `has`', start);
    default:
      return operation(node.op, part(node.args[0]), part(node.args[1]), start);
  }
}

function constant(value: unknown, start: number): Program {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return () => value;
  if (typeof value === 'number') {
    const double = new Double(value);
    return () => double;
  }
  const int = typeof value === 'bigint' ? Number(value) : Number.NaN;
  if (Number.isSafeInteger(int)) return () => int;
  throw new Unusable('numbers are whole up to 2^53, or doubles; bytes and unsigned numbers are not known here', start);
}

function variable(name: string, scope: Scope, start: number): Program {
  const slot = Object.hasOwn(scope, name) ? scope[name] : undefined;
  if (slot === undefined) throw new Unusable(notAmong(name, 'a variable here', Object.keys(scope)), start);
  return (frame) => frame.slots[slot] ?? null;
}

function textOf(node: ASTNode, what: string): string {
  if (node.op === 'value' && typeof node.args === 'string') return node.args;
  throw new Unusable(`${what} is to be text in quotes here`, node.start);
}

function operation(sign: string, left: Program, right: Program, start: number): Program {
  const program = binary(sign, left, right, start);
  if (program === undefined) throw new Unusable(`\`${sign}\` is not known here`, start);
  return program;
}

/** `name(args)`, or `receiver.name(args)`. */
interface Call {
  readonly name: string;
  readonly receiver: ASTNode | null;
  readonly args: readonly ASTNode[];
  readonly start: number;
}

function callOf(call: Call, scope: Scope): Program {
  const { name, receiver, args, start } = call;
  if (name === 'has' && receiver === null) return hasOf(args, scope, start);
  if (name === 'matches') return matchesOf(call, scope);
  if (receiver !== null && MACROS.includes(name)) return macroOf(call, receiver, scope);
  return functionOf(call, scope);
}

function hasOf([of]: readonly ASTNode[], scope: Scope, start: number): Program {
  if (of?.op !== '.') throw new Unusable('`has` asks for a member: write `has(x.member)`', start);
  return presence(compile(of.args[0], scope), of.args[1], of.start);
}

function matchesOf({ receiver, args, start }: Call, scope: Scope): Program {
  const [text, pattern, ...others] = receiver === null ? args : [receiver, ...args];
  if (!text || !pattern || others.length > 0) throw new Unusable("write `x.matches('pattern')`", start);
  const source = textOf(pattern, 'the pattern of `matches`');
  try {
    return matching(compile(text, scope), source, start);
  } catch (error) {
    if (error instanceof Unusable) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new Unusable(`\`${source}\` is not a regular expression of RE2: ${why}`, pattern.start);
  }
}

const MACROS: readonly string[] = ['all', 'exists', 'exists_one', 'map', 'filter'];

function macroOf({ name, args, start }: Call, receiver: ASTNode, scope: Scope): Program {
  const [variableNode, ...bodies] = args;
  const most = name === 'map' ? 2 : 1;
  if (variableNode?.op !== 'id' || bodies.length < 1 || bodies.length > most) {
    throw new Unusable(`\`${name}\` takes a name and what to do with it: \`list.${name}(x, …)\``, start);
  }
  const slot = Math.max(...Object.values(scope), -1) + 1;
  const inner = { ...scope, [variableNode.args]: slot };
  const cost = 1 + bodies.reduce((sum, body) => sum + sizeOf(body), 0);
  const loop: Loop = { over: compile(receiver, scope), slot, cost, at: start };
  const programs = bodies.map((body) => compile(body, inner));
  return loopOf(name, loop, programs);
}

function loopOf(name: string, loop: Loop, [first, second]: readonly Program[]): Program {
  if (first === undefined) throw new Unusable(`\`${name}\` has no body`, loop.at);
  switch (name) {
    case 'all':
      return quantifier(loop, false, first);
    case 'exists':
      return quantifier(loop, true, first);
    case 'exists_one':
      return existsOne(loop, first);
    case 'filter':
      return transformation(loop, first, itemOf(loop));
    default:
      return second === undefined ? transformation(loop, null, first) : transformation(loop, first, second);
  }
}

function functionOf({ name, receiver, args, start }: Call, scope: Scope): Program {
  const called = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (called === undefined) throw new Unusable(notAmong(name, 'a function here', KNOWN), start);
  const form = receiver === null ? 'function' : 'method';
  if (called.written !== 'both' && called.written !== form) {
    throw new Unusable(
      `\`${name}\` is written \`${called.written === 'method' ? `x.${name}(…)` : `${name}(x)`}\``,
      start,
    );
  }
  const programs = [...(receiver === null ? [] : [receiver]), ...args].map((arg) => compile(arg, scope));
  const [least, most] = called.takes;
  if (programs.length < least || programs.length > most) {
    throw new Unusable(`\`${name}\` has another number of arguments`, start);
  }
  const noOverload = new Fault('no_such_overload', start);
  return (frame) => {
    const values = programs.map((program) => program(frame));
    const result = called.call(frame, values, start);
    if (result === undefined) throw noOverload;
    return result;
  };
}

/** What may be called, for whoever mistypes one. */
const KNOWN: readonly string[] = [...Object.keys(FUNCTIONS), ...MACROS, 'has', 'matches'];
