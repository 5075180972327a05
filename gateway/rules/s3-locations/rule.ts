import type { Finding } from '../../shared/decision.ts';
import { type Team, type Values, valuesOf } from '../../shared/organization.ts';
import type { DataLocation } from '../../shared/workload.ts';
import { choiceInWords, defineRule, oneOf } from '../rule.ts';
import { allowedBy, asFolder, type Location, readLocation } from './location.ts';
import { LOCATION, PARAMS_SCHEMA, type Params } from './params.ts';

/** A job reads and writes only where it may. Locations are compared by whole folders. */
export const s3Locations = defineRule<Params>({
  id: 's3-locations',
  title: 'A job reads and writes allowed locations only',
  params: PARAMS_SCHEMA,
  formats: { location: LOCATION },
  sentences: (params, team) => [
    ...USES.flatMap(({ use, member }) => {
      const values = params[member];
      return values ? [`each ${NOUNS[use]} lies in ${choiceInWords(values, team)}`] : [];
    }),
    ...(params.inputs && !params.manifests ? ['no input is a manifest'] : []),
  ],
  choices: (params, team) =>
    Object.fromEntries(
      USES.flatMap(({ member }) => {
        const values = params[member];
        return values ? [[member, valuesOf(values, team).map(inOneWay)]] : [];
      }),
    ),
  check:
    (params) =>
    ({ workload, team }) =>
      workload.data.flatMap((data) => {
        const values = params[MEMBERS[data.use]];
        return values ? judged(data, values, team, params.manifests === true) : [];
      }),
});

type Use = DataLocation['use'];
const MEMBERS = { input: 'inputs', output: 'outputs', checkpoint: 'checkpoints' } as const;
const NOUNS = { input: 'input', output: 'output', checkpoint: 'checkpoint location' } as const;
const USES = (['input', 'output', 'checkpoint'] as const).map((use) => ({ use, member: MEMBERS[use] }));

/** So that two policies that mean the same folder say the same. */
function inOneWay(entry: string): string {
  const location = readLocation(entry);
  return location === undefined ? entry : asFolder(location);
}

function judged(data: DataLocation, values: Values, team: Team, manifests: boolean): readonly Finding[] {
  const allowed = valuesOf(values, team);
  const isAllowed = testOf(allowed);
  const location = readLocation(data.uri);
  if (location === undefined) return [unreadable(data, allowed)];
  if (!isAllowed(reached(data.use, location))) {
    return [isAllowed(asFolder(location)) ? lacksSlash(data, allowed) : outside(data, allowed)];
  }
  return data.isManifest && !manifests ? [manifest(data)] : [];
}

/** SageMaker writes outputs into a folder; of inputs and checkpoints it takes every key that begins so. */
const reached = (use: Use, location: Location): Location => (use === 'output' ? asFolder(location) : location);

/** Lists of a bundle never change: each is read once. */
const tests = new WeakMap<readonly string[], (location: Location) => boolean>();

function testOf(allowed: readonly string[]): (location: Location) => boolean {
  const known = tests.get(allowed);
  if (known) return known;
  // A bundle of before may hold lists with what is no entry, which allows nothing.
  const each = allowed.flatMap((entry) => allowedBy(entry) ?? []);
  const test = (location: Location) => each.some((allows) => allows(location));
  tests.set(allowed, test);
  return test;
}

const unreadable = ({ use, uri, path }: DataLocation, allowed: readonly string[]): Finding => ({
  path,
  message: `${NOUNS[use]} \`${uri}\` cannot be told to lie in an allowed location`,
  observed: uri,
  limit: allowed,
  remedy: `write it as \`s3://bucket/prefix/\`, with neither \`.\` nor \`..\` between slashes; ${useOf(use, allowed)}`,
});

const lacksSlash = ({ use, uri, path }: DataLocation, allowed: readonly string[]): Finding => ({
  path,
  message: `${NOUNS[use]} \`${uri}\` is the beginning of keys, so it takes in more than the folder \`${uri}/\``,
  observed: uri,
  limit: allowed,
  remedy: 'end it with a slash',
  fix: [{ path, value: `${uri}/` }],
});

const outside = ({ use, uri, path }: DataLocation, allowed: readonly string[]): Finding => ({
  path,
  message: `${NOUNS[use]} \`${uri}\` is in no allowed location`,
  observed: uri,
  limit: allowed,
  remedy: useOf(use, allowed),
  ...(use === 'output' && fixOf(path, allowed)),
});

const useOf = (use: Use, allowed: readonly string[]): string =>
  allowed.length === 0
    ? `ask the platform team to list a location for each ${NOUNS[use]} of your team: it has none`
    : `use a place in ${oneOf(allowed)}`;

/** SageMaker puts each job's output into a folder of its own there. */
function fixOf(path: string, [only, ...others]: readonly string[]): Pick<Finding, 'fix'> {
  if (only === undefined || others.length > 0 || !readLocation(only)?.startsWith('s3:')) return {};
  return { fix: [{ path, value: only }] };
}

const manifest = ({ uri, path }: DataLocation): Finding => ({
  path,
  message: `input \`${uri}\` is a manifest, which may name data anywhere and which the gateway does not read`,
  observed: uri,
  limit: 'no manifests',
  remedy: 'put the data under an allowed prefix and name that, as `S3Prefix`',
});
