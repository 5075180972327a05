import type { Finding } from '../../shared/decision.ts';
import { type Team, type Values, valuesOf } from '../../shared/organization.ts';
import type { Workload } from '../../shared/workload.ts';
import { choiceInWords, defineRule, oneOf, VALUES_SCHEMA } from '../rule.ts';
import { wholeMatch } from '../whole-match.ts';

interface Params {
  readonly pattern?: string;
  readonly startsWith?: Values;
}

/** A job's name says whose it is, or what. Both params must hold. */
export const jobName = defineRule<Params>({
  id: 'job-name',
  title: 'The name of a job has an agreed form',
  params: {
    type: 'object',
    properties: {
      pattern: {
        type: 'string',
        format: 'linear-pattern',
        description:
          'A regular expression that the whole name must match, in [RE2 syntax](https://github.com/google/re2/wiki/Syntax) (linear time; no back-references or look-around).',
      },
      startsWith: { ...VALUES_SCHEMA, description: 'Beginnings of names, such as `vision-`: a name has one of them.' },
    },
    minProperties: 1,
    additionalProperties: false,
  },
  sentences: ({ pattern, startsWith }, team) => [
    ...(pattern === undefined ? [] : [`the job’s name matches \`${pattern}\``]),
    ...(startsWith ? [`the job’s name begins with ${choiceInWords(startsWith, team)}`] : []),
  ],
  check: ({ pattern, startsWith }) => {
    const matches = pattern === undefined ? undefined : wholeMatch(pattern);
    return ({ workload: { name }, team }) => [
      ...(pattern === undefined || matches?.(name.value) ? [] : [unmatched(name, pattern)]),
      ...(startsWith ? checkStart(name, startsWith, team) : []),
    ];
  },
});

const unmatched = ({ value, path }: Workload['name'], pattern: string): Finding => ({
  path,
  message: `the job is named \`${value}\`, which does not match \`${pattern}\``,
  observed: value,
  limit: pattern,
  remedy: `choose a name that matches \`${pattern}\` as a whole`,
});

function checkStart({ value, path }: Workload['name'], startsWith: Values, team: Team): readonly Finding[] {
  const allowed = valuesOf(startsWith, team);
  if (allowed.some((start) => value.startsWith(start))) return [];
  const named = prefixed(value, allowed);
  return [
    {
      path,
      message: `the job is named \`${value}\`, which does not begin as it must`,
      observed: value,
      limit: allowed,
      remedy:
        allowed.length === 0
          ? 'ask the platform team to list beginnings of names for your team: it has none'
          : `choose a name that begins with ${oneOf(allowed)}`,
      ...(named !== undefined && { fix: [{ path, value: named }] }),
    },
  ];
}

/** The name behind the only beginning there is, where SageMaker takes that; undefined: people choose. */
function prefixed(name: string, [only, ...others]: readonly string[]): string | undefined {
  if (only === undefined || others.length > 0) return undefined;
  const named = `${only}${name}`;
  return NAME.test(named) ? named : undefined;
}

/** SageMaker's TrainingJobName, for what ends in a name already. */
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9-]{0,62}$/;
