import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Subject } from '../../gateway/rules/rule.ts';
import { instanceFacts } from '../../gateway/shared/instance-types.ts';
import type { Workload } from '../../gateway/shared/workload.ts';

/** An engine of others with the thirteen policies: says which of them object. */
export interface Engine {
  readonly name: string;
  readonly objections: (subject: Subject) => readonly string[];
}

/** The engines in a folder that scripts/policy-engines.sh made; none where it did not. */
export async function enginesIn(folder: string): Promise<readonly Engine[]> {
  const require = createRequire(join(folder, 'package.json'));
  const wasm = join(folder, 'policy.wasm');
  return [
    ...(existsSync(wasm) ? [await opa(require('@open-policy-agent/opa-wasm'), readFileSync(wasm))] : []),
    ...(existsSync(folder) ? [cedar(require('@cedar-policy/cedar-wasm/nodejs'))] : []),
  ];
}

interface Opa {
  loadPolicy(wasm: Uint8Array): Promise<{ evaluate(input: object): readonly { readonly result: readonly string[] }[] }>;
}

async function opa({ loadPolicy }: Opa, wasm: Uint8Array): Promise<Engine> {
  const policy = await loadPolicy(wasm);
  return {
    name: 'opa-wasm',
    objections: ({ workload, team }) => {
      const gpus = Object.fromEntries(workload.groups.map(({ type }) => [type, instanceFacts(type)?.gpus ?? 0]));
      return policy.evaluate({ workload, team, gpus })[0]?.result ?? [];
    },
  };
}

interface Cedar {
  preparsePolicySet(id: string, policies: object): { readonly type: string };
  statefulIsAuthorized(call: object): {
    readonly response?: { readonly decision: string; readonly diagnostics: { readonly reason: readonly string[] } };
  };
}

const CEDAR_SET = 'thirteen';
const uid = (type: string, id: string) => ({ type, id });

function cedar(engine: Cedar): Engine {
  const text = readFileSync(join(import.meta.dirname, 'thirteen.cedar'), 'utf8');
  const names = [...text.matchAll(/^@id\("(.*)"\)\n(.*);$/gm)].map(([, name = '', policy = '']) => [
    name,
    `${policy};`,
  ]);
  const staticPolicies = { ...Object.fromEntries(names), everyone: 'permit(principal, action, resource);' };
  const parsed = engine.preparsePolicySet(CEDAR_SET, { staticPolicies });
  if (parsed.type !== 'success') throw new Error(JSON.stringify(parsed));
  return {
    name: 'cedar-wasm',
    objections: (subject) => {
      const { response } = engine.statefulIsAuthorized({
        principal: uid('Person', subject.principal.person),
        action: uid('Action', 'CreateTrainingJob'),
        resource: uid('Job', subject.workload.name.value),
        preparsedPolicySetId: CEDAR_SET,
        entities: [],
        context: cedarContext(subject),
      });
      if (!response) throw new Error('Cedar did not decide');
      return response.decision === 'deny' ? response.diagnostics.reason : [];
    },
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const valuesOf = ({ tags }: Workload, key: string): readonly string[] =>
  tags.value.filter((tag) => tag.key === key).map(({ value }) => value);

/** What Cedar cannot work out by itself. */
function cedarContext({ workload, team }: Subject) {
  const { groups, network, maxWaitSeconds, maxRuntimeSeconds, outputKmsKey, volumeKmsKey } = workload;
  return {
    spot: workload.spot.value,
    checkpoints: workload.checkpoints.value,
    maxWaitSeconds: maxWaitSeconds.value ?? Number.MAX_SAFE_INTEGER,
    costCenters: valuesOf(workload, 'CostCenter'),
    allowedCostCenters: team.values.costCenters ?? [],
    gpus: sum(groups.map(({ type, count }) => count * (instanceFacts(type)?.gpus ?? 0))),
    instances: sum(groups.map(({ count }) => count)),
    type: groups[0]?.type ?? '',
    subnets: network.value?.subnets ?? [],
    allowedSubnets: team.values.subnets ?? [],
    allowedKeys: team.values.keys ?? [],
    outputKey: outputKmsKey.value ?? '',
    hasProject: valuesOf(workload, 'Project').every((value) => /^[a-z][a-z0-9-]{2,30}$/.test(value)),
    trainingRoles: team.trainingRoles,
    role: workload.role.value,
    maxRuntimeSeconds: maxRuntimeSeconds.value ?? 0,
    volumeKey: volumeKmsKey.value ?? '',
    volumeSizeGb: Math.max(0, ...groups.map(({ volumeSizeGb }) => volumeSizeGb.value ?? 0)),
  };
}
