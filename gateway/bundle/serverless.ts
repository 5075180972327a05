import type { Binding } from '../rules/evaluate.ts';
import { type Applicability, applies } from '../rules/match.ts';
import type { Enforcement, Finding } from '../shared/decision.ts';
import type { JsonObject } from '../shared/json.ts';
import { type InstanceGroup, SERVERLESS } from '../shared/workload.ts';

/** A binding as far as it says whether serverless jobs are allowed. */
type Naming = Applicability & { readonly params: JsonObject; readonly enforcement: Enforcement };

/**
 * Denies serverless jobs where no binding that denies and is for the subject names `serverless` among its allowed types: nobody
 * knows what such a job runs on, so silence is no permission.
 */
export function serverlessUnlessNamed(bindings: readonly Naming[], policy: string): Binding {
  const naming = bindings.filter(({ enforcement, params: { allowedTypes } }) => {
    return enforcement === 'deny' && Array.isArray(allowedTypes) && allowedTypes.includes(SERVERLESS);
  });
  return {
    policy,
    rule: 'workload',
    check: (subject) => {
      const groups = subject.workload.groups.filter(({ type }) => type === SERVERLESS);
      return naming.some((binding) => applies(binding, subject)) ? [] : groups.map(denied);
    },
    enforcement: 'deny',
    match: null,
    except: null,
    waivable: false,
    link: null,
    owner: null,
  };
}

const denied = ({ path }: InstanceGroup): Finding => ({
  path,
  message: 'a serverless job runs on instances that SageMaker picks, and no policy says that you may use them',
  observed: SERVERLESS,
  limit: [],
  remedy:
    'name `InstanceType` and `InstanceCount` in `ResourceConfig` instead, or ask the platform team to list `serverless` in `allowedTypes`',
});
