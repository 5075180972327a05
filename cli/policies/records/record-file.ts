import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { VERDICTS } from '../../../gateway/shared/decision.ts';
import { isJsonObject, type Json } from '../../../gateway/shared/json.ts';
import { Failure } from '../../terminal.ts';
import type { DecisionRecord } from './record.ts';

/** The records in a file, one JSON object a line. Throws a Failure that names the first line that is none. */
export async function* readRecords(file: string): AsyncIterable<DecisionRecord> {
  if (!existsSync(file)) throw new Failure(`\`${file}\` is not there: write it with \`traingate policies export\``);
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    if (text.trim() !== '') yield recordIn(text, `${file}:${line}`);
  }
}

function recordIn(text: string, place: string): DecisionRecord {
  const value = jsonIn(text);
  if (!isRecord(value)) {
    throw new Failure(`${place} is not a record: each line is one that \`traingate policies export\` wrote`);
  }
  // What is added later may be absent in older files.
  return { policies: [], waivers: [], waived: [], request: null, ...(value as object) } as unknown as DecisionRecord;
}

function jsonIn(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

const TEXTS = ['at', 'id', 'name', 'person', 'team', 'verdict'] as const;
const LISTS = ['policies', 'waivers', 'waived'] as const;

const isRecord = (value: Json): boolean =>
  isJsonObject(value) &&
  TEXTS.every((member) => typeof value[member] === 'string') &&
  LISTS.every((member) => value[member] === undefined || Array.isArray(value[member])) &&
  VERDICTS.some((verdict) => verdict === value.verdict) &&
  !Number.isNaN(Date.parse(String(value.at))) &&
  (value.request === undefined || value.request === null || isJsonObject(value.request));
