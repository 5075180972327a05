import type { Finding } from '../../shared/decision.ts';
import { type Team, type Values, valuesOf } from '../../shared/organization.ts';
import { MOST_SECURITY_GROUPS, MOST_SUBNETS, type Network } from '../../shared/workload.ts';
import { choiceInWords, defineRule, listed, oneOf, VALUES_SCHEMA } from '../rule.ts';

interface Params {
  readonly required?: boolean;
  readonly subnets?: Values;
  readonly securityGroups?: Values;
}

/** The lists a network is held to; null: any. */
interface Allowed {
  readonly subnets: readonly string[] | null;
  readonly securityGroups: readonly string[] | null;
}

/** A job runs inside the organisation's network. Every subnet and security group it names must be allowed. */
export const vpc = defineRule<Params>({
  id: 'vpc',
  title: 'A job runs in allowed subnets and security groups',
  params: {
    type: 'object',
    properties: {
      required: {
        type: 'boolean',
        description: 'Whether a job must have a `VpcConfig`. Without it, a job that has none passes.',
      },
      subnets: { ...VALUES_SCHEMA, description: 'The subnets allowed; each that a job names is judged.' },
      securityGroups: {
        ...VALUES_SCHEMA,
        description: 'The security groups allowed; each that a job names is judged.',
      },
    },
    minProperties: 1,
    additionalProperties: false,
  },
  sentences: ({ required, subnets, securityGroups }, team) => [
    ...(required ? ['a job names a network (`VpcConfig`)'] : []),
    ...(subnets ? [`each subnet: ${choiceInWords(subnets, team)}`] : []),
    ...(securityGroups ? [`each security group: ${choiceInWords(securityGroups, team)}`] : []),
  ],
  choices: ({ subnets, securityGroups }, team): Readonly<Record<string, readonly string[]>> => ({
    ...(subnets && { subnets: valuesOf(subnets, team) }),
    ...(securityGroups && { 'security groups': valuesOf(securityGroups, team) }),
  }),
  check:
    (params) =>
    ({ workload: { network }, team }) => {
      const allowed = allowedBy(params, team);
      if (network.value) return strangersIn(network.value, network.path, allowed);
      return params.required ? [missing(network.path, allowed)] : [];
    },
});

const allowedBy = ({ subnets, securityGroups }: Params, team: Team): Allowed => ({
  subnets: subnets ? valuesOf(subnets, team) : null,
  securityGroups: securityGroups ? valuesOf(securityGroups, team) : null,
});

const missing = (path: string, { subnets, securityGroups }: Allowed): Finding => ({
  path,
  message: 'the job names no network: it must run in a VPC',
  observed: null,
  limit: { subnets, securityGroups },
  remedy:
    subnets?.length === 0 || securityGroups?.length === 0
      ? 'ask the platform team to list subnets and security groups for you'
      : `set \`VpcConfig\` with subnets (${orAny(subnets)}) and security groups (${orAny(securityGroups)})`,
  ...(subnets?.length &&
    securityGroups?.length && {
      fix: [{ path, value: { ...listOf('SecurityGroupIds', securityGroups), ...listOf('Subnets', subnets) } }],
    }),
});

const MOST = { Subnets: MOST_SUBNETS, SecurityGroupIds: MOST_SECURITY_GROUPS } as const;

const listOf = (list: keyof typeof MOST, ids: readonly string[]) => ({ [list]: ids.slice(0, MOST[list]) });

const orAny = (allowed: readonly string[] | null) => (allowed ? listed(allowed) : 'any');

function strangersIn(network: Network, path: string, allowed: Allowed): readonly Finding[] {
  const subnets = strangers('subnet', network.subnets, path, 'Subnets', allowed.subnets);
  const groups = strangers('security group', network.securityGroups, path, 'SecurityGroupIds', allowed.securityGroups);
  return subnets.length + groups.length === 0 ? subnets : [...subnets, ...groups];
}

function strangers(
  noun: string,
  named: readonly string[],
  path: string,
  list: keyof typeof MOST,
  allowed: readonly string[] | null,
): readonly Finding[] {
  if (!allowed || named.every((id) => allowed.includes(id))) return [];
  // Those that may stay; where none may, all that are allowed.
  const known = named.filter((id) => allowed.includes(id));
  const better = known.length > 0 ? known : allowed;
  return named.flatMap((id, index) =>
    allowed.includes(id)
      ? []
      : [
          {
            path: `${path}/${list}/${index}`,
            message: `${noun} \`${id}\` is not allowed`,
            observed: id,
            limit: allowed,
            remedy: allowed.length === 0 ? `ask the platform team to list a ${noun} for you` : `use ${oneOf(allowed)}`,
            ...(better.length > 0 && { fix: [{ path: `${path}/${list}`, value: better.slice(0, MOST[list]) }] }),
          },
        ],
  );
}
