import type { Finding } from '../../shared/decision.ts';
import { matchesAnyGlob } from '../../shared/glob.ts';
import { familyOf, instanceFacts } from '../../shared/instance-types.ts';
import type { InstanceGroup, Workload } from '../../shared/workload.ts';
import { defineRule, listed, oneOf } from '../rule.ts';

/** Counts over all groups of a job together. */
interface Caps {
  readonly maxInstances?: number;
  readonly maxGpus?: number;
}

interface Params extends Caps {
  readonly allowedTypes?: readonly string[];
  readonly deniedTypes?: readonly string[];
  readonly maxVolumeSizeGb?: number;
  readonly families?: Readonly<Record<string, Caps>>;
}

const COUNT = { type: 'integer', minimum: 0 };
const TYPES = { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string', format: 'type-glob' } };

/** One job's instances: which types, how many, how many GPUs, how large their volumes. */
export const instanceCaps = defineRule<Params>({
  id: 'instance-caps',
  title: 'A job uses allowed instance types, and not too many of them',
  params: {
    type: 'object',
    properties: {
      allowedTypes: TYPES,
      deniedTypes: TYPES,
      maxInstances: COUNT,
      maxGpus: COUNT,
      maxVolumeSizeGb: COUNT,
      families: {
        type: 'object',
        minProperties: 1,
        propertyNames: { format: 'family' },
        additionalProperties: {
          type: 'object',
          minProperties: 1,
          properties: { maxInstances: COUNT, maxGpus: COUNT },
          additionalProperties: false,
        },
      },
    },
    minProperties: 1,
    additionalProperties: false,
  },
  check:
    (params) =>
    ({ workload }) => [
      ...workload.groups.flatMap((group) => checkType(params, group)),
      ...checkCaps(params, workload.groups, 'the job'),
      ...Object.entries(params.families ?? {}).flatMap(([family, caps]) => checkFamily(family, caps, workload)),
      ...checkVolume(params.maxVolumeSizeGb, workload),
    ],
});

function checkType({ allowedTypes, deniedTypes }: Params, { type, path }: InstanceGroup): readonly Finding[] {
  const at = { path: `${path}/InstanceType`, observed: type };
  if (deniedTypes && matchesAnyGlob(deniedTypes, type)) {
    const message = `instance type \`${type}\` is denied: denied are ${listed(deniedTypes)}`;
    return [{ ...at, message, limit: { denied: deniedTypes }, remedy: 'choose a type that is not denied' }];
  }
  if (allowedTypes && !matchesAnyGlob(allowedTypes, type)) {
    const message = `instance type \`${type}\` is not allowed`;
    return [{ ...at, message, limit: allowedTypes, remedy: `choose a type that matches ${oneOf(allowedTypes)}` }];
  }
  return [];
}

function checkFamily(family: string, caps: Caps, { groups }: Workload): readonly Finding[] {
  const members = groups.filter(({ type }) => familyOf(type) === family);
  return checkCaps(caps, members, `the job's part of family \`${family}\``);
}

function checkCaps({ maxInstances, maxGpus }: Caps, groups: readonly InstanceGroup[], who: string): readonly Finding[] {
  return [
    ...(maxInstances === undefined ? [] : checkCount(groups, who, maxInstances)),
    ...(maxGpus === undefined ? [] : checkGpus(groups, who, maxGpus)),
  ];
}

function checkCount(groups: readonly InstanceGroup[], who: string, limit: number): readonly Finding[] {
  const instances = sum(groups, ({ count }) => count);
  const path = groups.length === 1 ? `${placeOf(groups)}/InstanceCount` : placeOf(groups);
  return instances > limit ? [tooMany(path, `${who} asks for ${instances} instances`, instances, limit)] : [];
}

/** A type whose GPUs are not known is denied, because it cannot be counted. */
function checkGpus(groups: readonly InstanceGroup[], who: string, limit: number): readonly Finding[] {
  const gpus = sum(groups, ({ type, count }) => count * (instanceFacts(type)?.gpus ?? 0));
  return [
    ...groups.filter(({ type }) => !instanceFacts(type)).map((group) => uncountable(group, limit)),
    ...(gpus > limit ? [tooMany(placeOf(groups), `${who} asks for ${gpus} GPUs`, gpus, limit)] : []),
  ];
}

/** The group, or the list of groups. */
function placeOf(groups: readonly InstanceGroup[]): string {
  const path = groups.at(-1)?.path ?? '';
  return groups.length === 1 ? path : path.slice(0, path.lastIndexOf('/'));
}

const uncountable = ({ type, path }: InstanceGroup, maxGpus: number): Finding => ({
  path: `${path}/InstanceType`,
  message: `the GPUs of instance type \`${type}\` are not known, so they cannot be held to the limit of ${maxGpus}`,
  observed: type,
  limit: maxGpus,
  remedy: 'choose another type, or ask the platform team to update the gateway',
});

const tooMany = (path: string, seen: string, observed: number, limit: number): Finding => ({
  path,
  message: `${seen} over all instance groups: allowed are at most ${limit}`,
  observed,
  limit,
  remedy: limit === 0 ? 'choose other instance types' : `ask for at most ${limit}`,
});

/** No size: SageMaker chooses, within what it gives by default, so that passes. */
function checkVolume(limit: number | undefined, { volumeSizeGb: { value, path } }: Workload): readonly Finding[] {
  if (limit === undefined || value === null || value <= limit) return [];
  const message = `the job asks for volumes of ${value} GB on each instance: allowed are at most ${limit} GB`;
  return [{ path, message, observed: value, limit, remedy: `ask for at most ${limit} GB` }];
}

const sum = <T>(items: readonly T[], amountOf: (item: T) => number): number =>
  items.reduce((total, item) => total + amountOf(item), 0);
