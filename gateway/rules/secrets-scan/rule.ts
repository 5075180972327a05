import type { Finding } from '../../shared/decision.ts';
import { escaped } from '../../shared/json-patch.ts';
import type { At, Workload } from '../../shared/workload.ts';
import { defineRule, wordAmong } from '../rule.ts';
import { type Scan, scanBy } from './kind.ts';
import { unquoted } from './names.ts';
import { PARAMS_SCHEMA, type Params, PLACES, type Place } from './params.ts';

/**
 * A job's description is kept and read by many, so it holds no secrets. INVARIANT: no finding shows a value, nor a name
 * that looks like a secret itself.
 */
export const secretsScan = defineRule<Params>({
  id: 'secrets-scan',
  title: 'A request holds no secrets',
  params: PARAMS_SCHEMA,
  formats: { 'secret-place': wordAmong('a place of a request that secrets are looked for in', PLACES) },
  sentences: ({ places = PLACES }) => [
    `no secrets in ${places.map((place) => WORDS[place]).join(', ')}: a job gets the name of a secret and reads it from AWS Secrets Manager`,
  ],
  check: ({ places = PLACES, entropy = true, allowedKeys = [] }) => {
    const scan = scanBy(entropy, allowedKeys);
    return ({ workload }) => {
      const found: Finding[] = [];
      for (const place of places) SCANS[place](scan, workload, found);
      return found;
    };
  },
});

const WORDS: Readonly<Record<Place, string>> = {
  hyperparameters: 'hyperparameters',
  environment: 'environment variables',
  tags: 'tags',
  entrypoint: 'the entrypoint and its arguments',
  monitoring: 'parameters of monitoring',
};

/** Each adds what it finds to a list. Nearly all requests have nothing to find, so nothing is made until something is. */
const SCANS: Readonly<Record<Place, (scan: Scan, workload: Workload, found: Finding[]) => void>> = {
  hyperparameters: (scan, { hyperparameters }, found) => scanRecord(scan, 'hyperparameter', hyperparameters, found),
  environment: (scan, { environment }, found) => scanRecord(scan, 'environment variable', environment, found),
  tags: (scan, { tags }, found) => {
    for (const { key, value, path } of tags.value) {
      if (scan.isFree(key)) continue;
      const kind = scan.kindOf(key, value);
      if (kind !== undefined) found.push(held(nameOf(scan, 'tag', key, value), kind, `${path}/Value`));
      const own = scan.kindOfName(key);
      if (own !== undefined) found.push(named('tag', own, `${path}/Key`));
    }
  },
  entrypoint: (scan, { entrypoint, entrypointArguments }, found) => {
    scanList(scan, 'entrypoint', entrypoint, found);
    scanList(scan, 'container arguments', entrypointArguments, found);
  },
  monitoring: (scan, { monitoringParameters }, found) => {
    for (const { key, value, path } of monitoringParameters) {
      scanEntry(scan, 'parameter of monitoring', key, value, path.slice(0, path.lastIndexOf('/')), found);
    }
  },
};

function scanRecord(
  scan: Scan,
  noun: string,
  { value: record, path }: At<Readonly<Record<string, string>>>,
  found: Finding[],
) {
  for (const key of Object.keys(record)) scanEntry(scan, noun, key, record[key] ?? '', path, found);
}

/** `path` is that of the object which has the value under its key. */
function scanEntry(scan: Scan, noun: string, key: string, value: string, path: string, found: Finding[]) {
  if (scan.isFree(key)) return;
  const kind = scan.kindOf(key, value);
  if (kind !== undefined) {
    const isShown = isShowable(scan, key, value);
    found.push(held(nameOf(scan, noun, key, value), kind, isShown ? `${path}/${escaped(key)}` : path));
  }
  const own = scan.kindOfName(key);
  if (own !== undefined) found.push(named(noun, own, path));
}

/** An argument behind a flag is the flag's value, unless it is a flag as well. */
function scanList(scan: Scan, noun: string, { value: items, path }: At<readonly string[]>, found: Finding[]) {
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index] ?? '';
    const flag = item.startsWith('--') ? '' : flagIn(items[index - 1] ?? '');
    if (flag !== '' && scan.isFree(flag)) continue;
    const kind = scan.kindOf(flag, item);
    if (kind !== undefined) found.push(held(`item ${index + 1} of the ${noun}`, kind, `${path}/${index}`));
  }
}

/** The name of a flag that gets its value from the next argument; '' where it is none. */
const flagIn = (argument: string): string =>
  argument.startsWith('-') && !argument.includes('=') ? argument.replace(/^-+/, '') : '';

/** A name that holds the value, or is a secret, is kept to ourselves. */
const isShowable = (scan: Scan, key: string, value: string): boolean =>
  scan.kindOfName(key) === undefined && !key.includes(unquoted(value));

const nameOf = (scan: Scan, noun: string, key: string, value: string): string =>
  isShowable(scan, key, value) ? `${noun} \`${key}\`` : `${article(noun)} ${noun} whose name is not shown here`;

const held = (what: string, kind: string, path: string): Finding => ({
  path,
  message: `${what} looks like it holds a secret (${kind}), which is not allowed`,
  observed: kind,
  limit: 'no secrets',
  remedy: REMEDY,
  secret: true,
});

const named = (noun: string, kind: string, path: string): Finding => ({
  path,
  message: `the name of ${article(noun)} ${noun} looks like a secret itself (${kind}), which is not allowed`,
  observed: kind,
  limit: 'no secrets',
  remedy: REMEDY,
  secret: true,
});

const REMEDY =
  'rotate the secret, since it was sent in clear text; put it into AWS Secrets Manager, pass its name (`…_SECRET_NAME`), and let the training read it by its role';

const article = (noun: string): string => (/^[aeiou]/.test(noun) ? 'an' : 'a');
