import { mostOf, SERVERLESS, type Workload } from '../../shared/workload.ts';
import { defineRule } from '../rule.ts';

interface Params {
  readonly exemptSingle?: boolean;
}

/** What the instances of a job send each other is encrypted. */
export const interContainerEncryption = defineRule<Params>({
  id: 'inter-container-encryption',
  title: 'Traffic between the containers of a job is encrypted',
  params: {
    type: 'object',
    properties: {
      exemptSingle: {
        type: 'boolean',
        description:
          'Whether a job that trains on one instance passes without: its containers have nobody to talk to. A serverless job does not, since nobody knows how many instances SageMaker picks.',
      },
    },
    additionalProperties: false,
  },
  sentences: ({ exemptSingle }) => [
    `a job${exemptSingle ? ' of more than one instance' : ''} encrypts the traffic between its containers (\`EnableInterContainerTrafficEncryption: true\`)`,
  ],
  check:
    ({ exemptSingle }) =>
    ({ workload }) => {
      const { value, path } = workload.trafficEncryption;
      if (value || (exemptSingle && isSingle(workload))) return [];
      return [
        {
          path,
          message: 'traffic between the containers of the job is not encrypted, which is not allowed',
          observed: false,
          limit: true,
          remedy: 'set `EnableInterContainerTrafficEncryption` to true',
          fix: [{ path, value: true }],
        },
      ];
    },
});

function isSingle({ groups }: Workload): boolean {
  const training = groups.filter(({ use }) => use === 'training');
  return training.every(({ type }) => type !== SERVERLESS) && mostOf(training, ({ count }) => count) <= 1;
}
