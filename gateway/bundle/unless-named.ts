import type { Binding } from '../rules/evaluate.ts';
import { type Applicability, applies } from '../rules/match.ts';
import type { Subject } from '../rules/rule.ts';
import type { Enforcement, Finding } from '../shared/decision.ts';
import type { JsonObject } from '../shared/json.ts';
import { type InstanceGroup, SERVERLESS } from '../shared/workload.ts';

/** A binding as far as it says what is allowed. */
type Naming = Applicability & { readonly params: JsonObject; readonly enforcement: Enforcement };

/** Something that silence does not permit. */
interface Permission {
  /** Whether a binding with these params says that it may be used. */
  readonly isNamedIn: (params: JsonObject) => boolean;
  /** Where a request uses it. */
  readonly usesOf: (subject: Subject) => readonly Finding[];
}

/** Nobody knows what a serverless job runs on. */
const SERVERLESS_JOBS: Permission = {
  isNamedIn: ({ allowedTypes }) => Array.isArray(allowedTypes) && allowedTypes.includes(SERVERLESS),
  usesOf: ({ workload }) => workload.groups.filter(({ type }) => type === SERVERLESS).map(serverless),
};

/** A warm pool keeps instances, and their bill, after its job has ended. */
const WARM_POOLS: Permission = {
  isNamedIn: ({ maxKeepAliveSeconds }) => maxKeepAliveSeconds !== undefined,
  usesOf: ({ workload: { keepAliveSeconds } }) => (keepAliveSeconds.value === 0 ? [] : [warmPool(keepAliveSeconds)]),
};

/** Denies what no binding that denies and is for the subject names as allowed. */
export const unlessNamed = (bindings: readonly Naming[], policy: string): readonly Binding[] =>
  [SERVERLESS_JOBS, WARM_POOLS].map(({ isNamedIn, usesOf }) => {
    const naming = bindings.filter(({ enforcement, params }) => enforcement === 'deny' && isNamedIn(params));
    return {
      policy,
      rule: 'workload',
      check: (subject) => {
        const uses = usesOf(subject);
        return uses.length > 0 && naming.some((binding) => applies(binding, subject)) ? [] : uses;
      },
      enforcement: 'deny',
      match: null,
      except: null,
      waivable: false,
      link: null,
      owner: null,
    };
  });

const serverless = ({ path }: InstanceGroup): Finding => ({
  path,
  message: 'a serverless job runs on instances that SageMaker picks, and no policy says that you may use them',
  observed: SERVERLESS,
  limit: [],
  remedy:
    'name `InstanceType` and `InstanceCount` in `ResourceConfig` instead, or ask the platform team to list `serverless` in `allowedTypes`',
});

const warmPool = ({ value, path }: Subject['workload']['keepAliveSeconds']): Finding => ({
  path,
  message: `a warm pool of ${value} seconds keeps its instances, and their bill, after the job has ended, and no policy says that you may have one`,
  observed: value,
  limit: 0,
  remedy: 'leave `KeepAlivePeriodInSeconds` out, or ask the platform team to set `maxKeepAliveSeconds`',
  fix: [{ path, value: null }],
});
