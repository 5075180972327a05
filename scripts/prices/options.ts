import { parseArgs } from 'node:util';
import { Failure } from '../../cli/terminal.ts';
import { notAmong } from '../../gateway/rules/rule.ts';
import { matchesAnyGlob, matchesGlob } from '../../gateway/shared/glob.ts';
import { INSTANCE_TYPES } from '../../gateway/shared/instance-types.ts';

export const HELP = `npm run prices [-- options]: looks AWS's list prices of SageMaker training up and writes policies/prices.yaml anew.

  --regions R1,R2   only these; else every region of policies/organization.yaml
  --types GLOB,...  only these instance types, such as ml.g5.*; else every one that SageMaker trains on
  --out FILE        another file than policies/prices.yaml
  --keep-missing    keep a price that the API no longer has; else it is dropped
  --dry-run         print what would change, and write nothing
  --check           the same, with exit code 1 where a price would change
  --endpoint URL    another Price List API than AWS's
  --help            this text

It calls pricing:GetProducts with the AWS credentials of the environment; the API is the same for every region.
A dropped type has no known price: jobs on it are refused where a price is needed.
Exit code 0: done; 1: refused or failed, or --check found a change; 2: the command was not understood.
`;

export interface Options {
  readonly regions: readonly string[];
  /** Instance types whose prices are wanted. */
  readonly types: readonly string[];
  readonly out: string;
  readonly mode: 'write' | 'dry-run' | 'check';
  readonly keepMissing: boolean;
  readonly endpoint: string | undefined;
}

const OPTIONS = {
  regions: { type: 'string' },
  types: { type: 'string' },
  out: { type: 'string', default: 'policies/prices.yaml' },
  'keep-missing': { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
  check: { type: 'boolean', default: false },
  endpoint: { type: 'string' },
} as const;

/** What the arguments ask for; a Failure where they are not understood. `organization`: the regions there are. */
export function optionsOf(args: readonly string[], organization: readonly string[]): Options {
  const { regions, types, out, check, endpoint, ...flags } = parsed(args);
  if (check && flags['dry-run']) throw notUnderstood('--check writes nothing anyway: leave out --dry-run');
  return {
    regions: regions === undefined ? organization : partsOf('--regions', regions).map(regionAmong(organization)),
    types: types === undefined ? INSTANCE_TYPES : typesOf(partsOf('--types', types)),
    out,
    mode: check ? 'check' : flags['dry-run'] ? 'dry-run' : 'write',
    keepMissing: flags['keep-missing'],
    endpoint: endpoint === undefined ? undefined : endpointOf(endpoint),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    throw notUnderstood(error instanceof Error ? error.message : String(error));
  }
}

const notUnderstood = (message: string): Failure => new Failure(message, 2);

function partsOf(option: string, list: string): readonly string[] {
  const parts = list.split(',').map((part) => part.trim());
  if (parts.includes('')) throw notUnderstood(`\`${list}\` has an empty part: write ${option} a,b`);
  return [...new Set(parts)];
}

const regionAmong =
  (organization: readonly string[]) =>
  (region: string): string => {
    if (organization.includes(region)) return region;
    throw notUnderstood(notAmong(region, 'a region of policies/organization.yaml', organization));
  };

function typesOf(globs: readonly string[]): readonly string[] {
  const useless = globs.find((glob) => !INSTANCE_TYPES.some((type) => matchesGlob(glob, type)));
  if (useless !== undefined) {
    throw notUnderstood(
      `\`${useless}\` matches no instance type that SageMaker trains on: write it as \`ml.g5.*\` or \`ml.g5.xlarge\``,
    );
  }
  return INSTANCE_TYPES.filter((type) => matchesAnyGlob(globs, type));
}

function endpointOf(url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw notUnderstood(`\`${url}\` is no URL: give --endpoint as \`https://HOST\`, or leave it out for AWS's API`);
}
