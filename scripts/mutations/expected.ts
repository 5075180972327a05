import { printable } from '../../gateway/actions/printable.ts';
import { constraintMessage, MAX_REPORTED } from '../../gateway/actions/request-errors.ts';
import type { RequestError } from '../../gateway/shared/errors.ts';
import { type DraftObject, isDraftObject } from './draft.ts';

/** What the independent reader found in one request. */
export interface Reading {
  readonly errors: readonly {
    readonly path: string;
    /** In AWS's words. */
    readonly constraint: string;
    readonly observed: Observed;
  }[];
  /** Paths of members that may be absent and are null. */
  readonly optionalNulls: readonly string[];
  /** Members that the model does not know: path of what holds them, empty for the request, and name. */
  readonly unknown: readonly { readonly at: string; readonly name: string }[];
}

interface Observed {
  readonly value?: string | number | boolean | null;
  readonly items?: number;
  readonly names?: readonly string[];
  /** Of a map. */
  readonly secret?: boolean;
}

/**
 * What Traingate must say of a request, given what the model's independent reader says. All intended deviations are
 * below, each with its reason. The pattern of S3Uri, mended to be linear, is none: it must accept the same text.
 */
export function expectedErrors(request: DraftObject, reading: Reading): readonly RequestError[] {
  return [
    ...reading.errors.map(({ path, constraint, observed }) => failed(path, doubleBound(constraint), observed)),
    ...reading.optionalNulls.map((path) => failed(path, 'Member must not be null', { value: null })),
    ...reading.unknown.map(unknownMember),
    ...reservedTags(request),
  ];
}

/** The reader prints what AWS would; Traingate hides values of maps, shortens others and escapes what could deceive. */
const failed = (path: string, constraint: string, observed: Observed): RequestError => ({
  path,
  message: constraintMessage(shown(observed), path, constraint),
});

function shown({ value, items, names, secret = false }: Observed): string {
  if (names) return `'${printable(`{${names.map((name) => `${name}=***`).join(', ')}}`)}'`;
  if (items !== undefined) return items === 0 ? "'[]'" : `'[${items} items]'`;
  if (value === null) return 'null';
  return secret ? "'***'" : `'${printable(String(value))}'`;
}

/** Numbers are doubles here: a long ends with the last double on each side that JSON writes within 64 bits. */
const doubleBound = (constraint: string): string =>
  constraint.replace(/(-?)\b922337203685477580[78]$/, (_, sign) => `${sign}${2 ** 63 - 1024}`);

/** Stands for Traingate's own sentence on an unknown member, whose advice is not compared. */
const UNKNOWN = 'Unknown member';

/** AWS reads past members that it does not know; Traingate refuses them, for no rule could judge what they mean. */
function unknownMember({ at, name }: { readonly at: string; readonly name: string }): RequestError {
  return { path: at === '' ? printable(name) : `${at}.${printable(name)}`, message: UNKNOWN };
}

/** The model takes 50 tags with any prefix; Traingate adds one tag, with a prefix of its own. */
function reservedTags({ Tags: tags }: DraftObject): readonly RequestError[] {
  if (!Array.isArray(tags)) return [];
  const limit = 'Member must have length less than or equal to 49, as the gateway adds one tag of its own';
  const prefix = "Member must not start with 'traingate:', which the gateway keeps for itself";
  const reserved = tags.slice(0, 50).flatMap((tag, index) => {
    const key = isDraftObject(tag) ? tag.Key : null;
    const isReserved = typeof key === 'string' && key.startsWith('traingate:');
    return isReserved ? [failed(`tags.${index + 1}.member.key`, prefix, { value: key })] : [];
  });
  return tags.length > 49 ? [failed('tags', limit, { items: tags.length }), ...reserved] : reserved;
}

/** Where Traingate's errors are not those expected, in words. Their order means nothing; beyond a hundred their count counts. */
export function differences(expected: readonly RequestError[], actual: readonly RequestError[]): readonly string[] {
  const found = linesOf(actual.map(withoutAdvice));
  const more = /^ and (\d+) more$/.exec(found.at(-1) ?? '')?.[1];
  const listed = more === undefined ? found : found.slice(0, -1);
  const { unmet, surplus } = matched(linesOf(expected), listed);
  const isCounted = more !== undefined && listed.length >= MAX_REPORTED && Number(more) === unmet.length;
  return [
    ...surplus.map((line) => `only Traingate: ${line}`),
    ...(isCounted ? [] : unmet.map((line) => `only the reader: ${line}`)),
  ];
}

/** What of each list has no equal in the other. */
function matched(expected: readonly string[], actual: readonly string[]) {
  const unmet = [...expected];
  const surplus = actual.filter((line) => {
    const at = unmet.indexOf(line);
    if (at >= 0) unmet.splice(at, 1);
    return at < 0;
  });
  return { unmet, surplus };
}

const linesOf = (errors: readonly RequestError[]): readonly string[] =>
  errors.map(({ path, message }) => `${path} ${message}`);

const withoutAdvice = ({ path, message }: RequestError): RequestError => ({
  path,
  message: message.startsWith(`${UNKNOWN} '`) ? UNKNOWN : message,
});
