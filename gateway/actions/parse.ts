import { isUtf8 } from 'node:buffer';
import { isJsonList, isJsonObject, type Json, type JsonObject } from '../shared/json.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { kindOf } from './constraint-wording.ts';
import { flawMessage } from './json-flaw.ts';

/** Why a body is not a request. */
export interface ParseProblem {
  readonly code: 'invalid-json' | 'request-too-large';
  /** What was seen, what is allowed and, for a fault at one place, its line and column. */
  readonly detail: string;
}

/** 512 KiB. A hundred hyperparameters and a hundred environment variables, all at full length, take 378 KB. */
export const MAX_BODY_BYTES = 524_288;
/** Objects and lists within each other. CreateTrainingJob needs 6. */
export const MAX_DEPTH = 32;
/** Members and items in all; an empty object or list counts as one. */
export const MAX_ENTRIES = 20_000;

/**
 * The JSON object in `body`, strictly: UTF-8 without byte order mark, within the limits above, no name twice in an
 * object, no `__proto__`, and only numbers that a double holds without loss. What it returns means the same to every
 * JSON reader, so what is judged is what is sent.
 */
export function parseBody(body: Uint8Array): Result<JsonObject, ParseProblem> {
  if (body.length > MAX_BODY_BYTES) return tooLarge(body.length);
  if (body[0] === 0x1f && body[1] === 0x8b) return invalid('the body is compressed with gzip: send it as it is');
  if (!isUtf8(body)) return invalid('the body is not UTF-8: encode it as UTF-8');
  if (body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf) {
    return invalid('the body starts with a byte order mark: send it without');
  }
  const survey = surveyOf(body);
  if (survey.depth > MAX_DEPTH) return invalid(`the body nests more than ${MAX_DEPTH} objects and lists: flatten it`);
  if (survey.entries > MAX_ENTRIES)
    return invalid(`the body has more than ${MAX_ENTRIES} members and items: shorten it`);
  return parseText(Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8'), survey);
}

function parseText(text: string, survey: Survey): Result<JsonObject, ParseProblem> {
  const value = parsed(text);
  const suspect = value === undefined || survey.hasOddNumbers || countMembers(value) !== survey.members;
  const flaw = suspect ? flawMessage(text) : null;
  if (flaw !== null) return invalid(flaw);
  if (!isJsonObject(value)) return invalid(`the body is ${kindOf(value ?? null)}: send a JSON object`);
  return ok(value);
}

/** undefined: not JSON. */
function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Survey {
  readonly depth: number;
  readonly entries: number;
  readonly members: number;
  /** Some number is long or has an exponent, so it may not fit a double. */
  readonly hasOddNumbers: boolean;
}

const SPACE = 32;
const QUOTE = 34;
const BACKSLASH = 92;
const BRACE = 123;
const BRACE_END = 125;
const BRACKET = 91;
const BRACKET_END = 93;
const COMMA = 44;
const COLON = 58;
/** Every decimal of up to 15 digits comes back from a double unchanged (IEEE 754). */
const SAFE_NUMBER_LENGTH = 15;

/** Counts what is outside strings in one pass, without judging the syntax, and stops where a limit is passed. */
function surveyOf(body: Uint8Array): Survey {
  let depth = 0;
  let deepest = 0;
  let entries = 0;
  let members = 0;
  let hasOddNumbers = false;
  for (let at = 0; at < body.length; at++) {
    switch (body[at]) {
      case SPACE:
        break;
      case QUOTE:
        at = endOfString(body, at);
        break;
      case COLON:
        members++;
        break;
      case COMMA:
        entries++;
        break;
      case BRACE:
      case BRACKET:
        entries++;
        if (++depth > deepest) deepest = depth;
        break;
      case BRACE_END:
      case BRACKET_END:
        depth--;
        break;
      default:
        if (isDigit(body[at])) {
          const end = endOfNumber(body, at);
          hasOddNumbers ||= end - at > SAFE_NUMBER_LENGTH || hasExponent(body, at, end);
          at = end - 1;
        }
    }
    if (deepest > MAX_DEPTH || entries > MAX_ENTRIES) break;
  }
  return { depth: deepest, entries, members, hasOddNumbers };
}

function endOfString(body: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < body.length && body[at] !== QUOTE) at += body[at] === BACKSLASH ? 2 : 1;
  return at;
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57;
const isExponent = (byte: number | undefined): boolean => byte === 69 || byte === 101;

/** Past the digits, point and exponent that follow. */
function endOfNumber(body: Uint8Array, start: number): number {
  let at = start;
  while (isDigit(body[at]) || isExponent(body[at]) || body[at] === 46 || body[at] === 43 || body[at] === 45) at++;
  return at;
}

const hasExponent = (body: Uint8Array, start: number, end: number): boolean =>
  body.subarray(start, end).some(isExponent);

/** Members in all, those named twice once; NaN, which equals no count, where one is named `__proto__`. */
function countMembers(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0;
  let count = 0;
  if (isJsonList(value)) {
    for (const item of value) count += countMembers(item);
    return count;
  }
  for (const name in value) {
    if (name === '__proto__') return Number.NaN;
    count += 1 + countMembers(value[name] ?? null);
  }
  return count;
}

const invalid = (detail: string) => err({ code: 'invalid-json', detail } as const);

const tooLarge = (bytes: number) =>
  err({
    code: 'request-too-large',
    detail: `the body has ${bytes} bytes, more than the ${MAX_BODY_BYTES} allowed: shorten it`,
  } as const);
