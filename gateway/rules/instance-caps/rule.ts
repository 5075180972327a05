import type { Finding } from '../../shared/decision.ts';
import { fittingChanges, fittingCounts, typeChange, typePathOf } from '../../shared/fitting.ts';
import { matchesAnyGlob } from '../../shared/glob.ts';
import { familyOf, INSTANCE_TYPES, instanceFacts } from '../../shared/instance-types.ts';
import { nearestType } from '../../shared/nearest-type.ts';
import { type InstanceGroup, mostOf, SERVERLESS, type Workload } from '../../shared/workload.ts';
import { defineRule, listed, oneOf } from '../rule.ts';
import { type Caps, PARAMS_SCHEMA, type Params } from './params.ts';
import { sentences } from './sentences.ts';

/** One job's instances: which types, how many, how many GPUs, how large their volumes. */
export const instanceCaps = defineRule<Params>({
  id: 'instance-caps',
  title: 'A job uses allowed instance types, and not too many of them',
  params: PARAMS_SCHEMA,
  sentences,
  choices: (params): Readonly<Record<string, readonly string[]>> => {
    if (!params.allowedTypes && !params.deniedTypes) return {};
    return { 'instance types': [...INSTANCE_TYPES, SERVERLESS].filter(allowedBy(params).isAllowed) };
  },
  check: (params) => {
    const types = allowedBy(params);
    const families = Object.entries(params.families ?? {});
    return ({ workload }) => {
      const findings: Finding[] = [];
      for (const group of workload.groups) {
        if (!types.isAllowed(group.type)) findings.push(forbidden(params, types, group, workload));
      }
      checkCaps({ params, types, caps: params, workload, who: 'the job', groups: workload.groups }, findings);
      for (const [family, caps] of families) {
        const groups = workload.groups.filter(({ type }) => familyOf(type) === family);
        checkCaps({ params, types, caps, workload, who: `the job's part of family \`${family}\``, groups }, findings);
      }
      if (params.maxVolumeSizeGb !== undefined) checkVolumes(params.maxVolumeSizeGb, workload, findings);
      return findings;
    };
  },
});

/** Which types the params allow, each worked out once: a request that was validated names one of two hundred. */
interface AllowedTypes {
  readonly isAllowed: (type: string) => boolean;
  /** The allowed type most like another; undefined: none is allowed. */
  readonly nearestTo: (type: string) => string | undefined;
}

/** A serverless job runs on nobody knows what, so no pattern takes it in: it is allowed where it is named. */
function allowedBy({ allowedTypes, deniedTypes }: Params): AllowedTypes {
  const isAllowed = remembered((type) => {
    if (deniedTypes && matchesAnyGlob(deniedTypes, type)) return false;
    if (!allowedTypes) return true;
    return type === SERVERLESS ? allowedTypes.includes(type) : matchesAnyGlob(allowedTypes, type);
  });
  return { isAllowed, nearestTo: remembered((type) => nearestType(type, isAllowed)) };
}

function remembered<T>(work: (type: string) => T): (type: string) => T {
  const known = new Map<string, T>();
  return (type) => {
    const found = known.get(type);
    if (found !== undefined || known.has(type)) return found as T;
    const made = work(type);
    known.set(type, made);
    return made;
  };
}

function forbidden(params: Params, types: AllowedTypes, group: InstanceGroup, workload: Workload): Finding {
  const { allowedTypes = [], deniedTypes = [] } = params;
  const { type } = group;
  const other = type === SERVERLESS ? undefined : types.nearestTo(type);
  const fix = other !== undefined && { fix: typeChange(workload, group, other) };
  const at = { path: typePathOf(group), observed: type, ...fix };
  if (matchesAnyGlob(deniedTypes, type)) {
    const message = `instance type \`${type}\` is denied: denied are ${listed(deniedTypes)}`;
    return { ...at, message, limit: { denied: deniedTypes }, remedy: 'choose a type that is not denied' };
  }
  if (type === SERVERLESS) {
    const message = 'a serverless job runs on instances that SageMaker picks, which is not allowed';
    const remedy = `leave \`ServerlessJobConfig\` out and name instances that match ${oneOf(allowedTypes)}`;
    return { ...at, message, limit: allowedTypes, remedy };
  }
  const message = `instance type \`${type}\` is not allowed`;
  return { ...at, message, limit: allowedTypes, remedy: `choose a type that matches ${oneOf(allowedTypes)}` };
}

/** Some groups of a job with the caps that they are held to together. */
interface Capped {
  readonly params: Params;
  readonly types: AllowedTypes;
  readonly caps: Caps;
  readonly workload: Workload;
  readonly who: string;
  readonly groups: readonly InstanceGroup[];
}

function checkCaps(capped: Capped, findings: Finding[]): void {
  const { maxInstances, maxGpus } = capped.caps;
  if (maxInstances !== undefined) findings.push(...checkCount(capped, maxInstances));
  if (maxGpus !== undefined) findings.push(...checkGpus(capped, maxGpus));
}

function checkCount({ groups, who }: Capped, limit: number): readonly Finding[] {
  const instances = mostOf(groups, ({ count }) => count);
  if (instances <= limit) return [];
  const [only, ...others] = groups;
  const path = (others.length === 0 && only?.countPath) || placeOf(groups);
  const fix = fittingCounts(groups, () => 1, limit);
  return [{ ...tooMany(path, who, instances, limit, 'instances'), ...(fix && { fix }) }];
}

function checkGpus({ params, types, workload, groups, who }: Capped, limit: number): readonly Finding[] {
  const uncounted = groups.filter(({ type }) => isUncountable(type, params)).map((group) => uncountable(group, limit));
  const gpus = mostOf(groups, ({ type, count }) => count * gpusOf(type));
  if (gpus <= limit) return uncounted;
  const perInstance = ({ type }: InstanceGroup) => gpusOf(type);
  const fix = fittingChanges({ workload, groups, perInstance, most: limit, isAllowed: types.isAllowed });
  return [...uncounted, { ...tooMany(placeOf(groups), who, gpus, limit, 'GPUs'), ...(fix && { fix }) }];
}

/** Its GPUs are not known; but whether serverless jobs are allowed all the same is said by who lists allowed types. */
const isUncountable = (type: string, { allowedTypes }: Params): boolean =>
  instanceFacts(type) === undefined && !(type === SERVERLESS && allowedTypes);

const gpusOf = (type: string): number => instanceFacts(type)?.gpus ?? 0;

/** The group, or the list of groups; '' where they stand in several lists. */
function placeOf(groups: readonly InstanceGroup[]): string {
  const lists = new Set(groups.map(({ path }) => path.slice(0, path.lastIndexOf('/'))));
  if (groups.length === 1) return groups[0]?.path ?? '';
  return lists.size === 1 ? ([...lists][0] ?? '') : '';
}

const uncountable = (group: InstanceGroup, maxGpus: number): Finding => ({
  path: typePathOf(group),
  message: `the GPUs of instance type \`${group.type}\` are not known, so they cannot be held to the limit of ${maxGpus}`,
  observed: group.type,
  limit: maxGpus,
  remedy:
    group.type === SERVERLESS
      ? 'name `InstanceType` and `InstanceCount` in `ResourceConfig` instead of `ServerlessJobConfig`'
      : 'choose another type, or ask the platform team to update the gateway',
});

const tooMany = (path: string, who: string, observed: number, limit: number, unit: string): Finding => ({
  path,
  message: `${who} asks for ${observed} ${unit} over all instance groups: allowed are at most ${limit}`,
  observed,
  limit,
  remedy: limit === 0 ? 'choose other instance types' : `ask for at most ${limit} ${unit}`,
});

/** No size: SageMaker chooses, within what it gives by default, so that passes. Groups that share a size are told once. */
function checkVolumes(limit: number, { groups }: Workload, findings: Finding[]): void {
  for (const { volumeSizeGb } of groups) {
    const { path, value } = volumeSizeGb;
    if (value === null || value <= limit || findings.some((finding) => finding.path === path)) continue;
    const message = `the job asks for volumes of ${value} GB on each instance: allowed are at most ${limit} GB`;
    const fix = limit > 0 && { fix: [{ path, value: limit }] };
    findings.push({ path, message, observed: value, limit, remedy: `ask for at most ${limit} GB`, ...fix });
  }
}
