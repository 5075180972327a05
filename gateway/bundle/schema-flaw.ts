import type { ErrorObject } from 'ajv/dist/2020.js';
import { listed, notAmong } from '../rules/rule.ts';
import type { Steps } from './source-file.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What a schema error says to the author of a file, and about which member. */
export interface Flaw {
  readonly steps: Steps;
  readonly part: 'key' | 'value';
  readonly message: string;
}

/** Puts an error of ajv (made with `verbose`) into words. */
export function flawOf(error: ErrorObject, vocabulary: Vocabulary): Flaw {
  const { keyword, params, propertyName } = error;
  const steps = stepsOf(error.instancePath);
  if (keyword === 'additionalProperties') {
    const seen: string = params.additionalProperty;
    const known = Object.keys(error.parentSchema?.properties ?? {});
    return { steps: [...steps, seen], part: 'key', message: notAmong(seen, 'a member here', known) };
  }
  if (propertyName !== undefined) {
    return {
      steps: [...steps, propertyName],
      part: 'key',
      message: wordProblem(params.format, propertyName, vocabulary),
    };
  }
  if (keyword === 'format') {
    return { steps, part: 'value', message: wordProblem(params.format, String(error.data), vocabulary) };
  }
  return { steps, part: 'value', message: demandOf(error, memberOf(steps)) };
}

const wordProblem = (format: string, text: string, vocabulary: Vocabulary): string =>
  vocabulary[format]?.problemOf(text) ?? `\`${text}\` is not of the format \`${format}\``;

/** Undoes the escapes of a JSON Pointer (RFC 6901). */
const stepsOf = (pointer: string): Steps =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));

/** `teams` for the third of the teams; "the file" for its top. */
const memberOf = (steps: Steps): string => {
  const name = steps.findLast((step) => !/^\d+$/.test(step));
  return name === undefined ? 'the file' : `\`${name}\``;
};

const KINDS: Readonly<Record<string, string>> = {
  object: 'a mapping',
  array: 'a list',
  string: 'text',
  integer: 'a whole number',
  boolean: 'true or false',
  number: 'a number',
};

function demandOf({ keyword, params, data, message }: ErrorObject, member: string): string {
  switch (keyword) {
    case 'required':
      return `${member} lacks the member \`${params.missingProperty}\`: add it`;
    case 'dependentRequired':
      return `${member} has \`${params.property}\` without \`${params.missingProperty}\`: add it`;
    case 'type':
      return `${member} is ${shown(data)}: it must be ${kindsOf(params.type)}${quotesFor(params.type, data)}`;
    case 'minimum':
      return `${member} is ${shown(data)}: it must be at least ${params.limit}`;
    case 'maximum':
      return `${member} is ${shown(data)}: it must be at most ${params.limit}`;
    case 'exclusiveMinimum':
      return `${member} is ${shown(data)}: it must be more than ${params.limit}`;
    case 'minLength':
      return `${member} is empty: give it a value`;
    case 'minItems':
    case 'minProperties':
      return `${member} is empty: it needs at least one entry`;
    case 'uniqueItems':
      return `${member} has the same value twice, at places ${places(params.i, params.j)}: remove one`;
    default:
      return `${member} ${message ?? `breaks \`${keyword}\``}`;
  }
}

const places = (...indexes: readonly number[]): string =>
  indexes
    .map((index) => index + 1)
    .sort((a, b) => a - b)
    .join(' and ');

const kindsOf = (type: string | readonly string[]): string =>
  [type]
    .flat()
    .map((each) => KINDS[each] ?? each)
    .join(' or ');

function shown(data: unknown): string {
  if (data === null || data === undefined) return 'empty';
  if (Array.isArray(data)) return 'a list';
  return typeof data === 'object' ? 'a mapping' : listed([String(data)]);
}

const quotesFor = (type: string | readonly string[], data: unknown): string =>
  type === 'string' && (typeof data === 'number' || typeof data === 'boolean') ? ', so put it in quotes' : '';
