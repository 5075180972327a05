import type { JsonObject } from '../../shared/json.ts';
import { LONGEST_RUNTIME_SECONDS } from '../../shared/workload.ts';
import { listOf, mapping } from './mapping.ts';

const text = { type: 'string', minLength: 1 };
const named = (format: string) => ({ type: 'string', format });

const told = (schema: JsonObject, description: string): JsonObject => ({ ...schema, description });

const account = mapping({
  required: {
    id: told(named('account-id'), 'Twelve digits, in quotes.'),
    regions: told(listOf(named('region-name'), 1), 'Regions where jobs may run.'),
  },
});

/** The name of a list. */
const teamList = told(named('team-values'), 'The name of a list that each team has of its own.');

/** A list of these, or the name of a list that each team has of its own. */
const values = (format: string) => ({
  type: ['array', 'object'],
  items: named(format),
  minItems: 1,
  uniqueItems: true,
  properties: { team: teamList },
  required: ['team'],
  additionalProperties: false,
});

/** One of these, or what else a mapping with one of the members says. */
const oneValue = (format: string, members: JsonObject = {}) => ({
  type: ['string', 'object'],
  format,
  properties: { team: teamList, ...members },
  minProperties: 1,
  maxProperties: 1,
  additionalProperties: false,
});

const network = mapping({
  required: {
    subnets: told(values('subnet-id'), 'Ids of subnets, or a list of the team’s.'),
    securityGroups: told(values('security-group-id'), 'Ids of security groups, or a list of the team’s.'),
  },
});

const defaults = {
  ...mapping({
    required: {},
    optional: {
      network: told(network, 'Sets `VpcConfig`.'),
      volumeKey: told(
        oneValue('kms-key'),
        'Sets `VolumeKmsKeyId`, unless a type has local storage: a key, or the first of the team’s list.',
      ),
      outputKey: told(
        oneValue('kms-key'),
        'Sets `KmsKeyId` of `OutputDataConfig`: a key, or the first of the team’s list.',
      ),
      trafficEncryption: told({ type: 'boolean' }, 'Sets `EnableInterContainerTrafficEncryption`.'),
      networkIsolation: told({ type: 'boolean' }, 'Sets `EnableNetworkIsolation`.'),
      maxRuntimeSeconds: {
        type: 'integer',
        minimum: 1,
        maximum: LONGEST_RUNTIME_SECONDS,
        description: 'Sets `MaxRuntimeInSeconds`, never longer than a spot job waits.',
      },
      tags: {
        type: 'object',
        description: 'Tags by key: a text, the first of the team’s list, or something of the caller.',
        minProperties: 1,
        propertyNames: { format: 'tag-key' },
        additionalProperties: oneValue('tag-value', {
          caller: told(named('caller'), 'Who asks, or that person’s team.'),
        }),
      },
    },
  }),
  minProperties: 1,
};

const team = mapping({
  required: {
    id: told(named('id'), 'Its id: lower-case letters, digits and hyphens.'),
    department: told(text, 'The department that it is part of.'),
  },
  optional: {
    trainingRoles: {
      ...listOf(named('role-arn')),
      default: [],
      description: 'ARNs of the roles that its jobs may run as; none: it can submit nothing.',
    },
    values: {
      type: 'object',
      propertyNames: { format: 'values-key' },
      additionalProperties: listOf({ type: 'string', minLength: 1, format: 'value' }),
      default: {},
      description: 'Lists of its own, by name: what `{team: name}` stands for elsewhere.',
    },
    defaults: told(defaults, 'What its requests get that say nothing of it; these go before the organisation’s.'),
    holds: told(
      named('holds'),
      'What becomes of its jobs that need approval: they `wait` for it (the default), or `refuse` them at once.',
    ),
  },
});

const person = mapping({
  required: {
    id: told(named('email'), 'E-mail address in lower case.'),
    name: told(text, 'As people write it.'),
    team: told(named('team'), 'The team, by id.'),
  },
  optional: {
    roles: { ...listOf(named('role')), default: [], description: 'What this person may do beside submitting jobs.' },
    groups: {
      ...listOf(text),
      default: [],
      description: 'Groups that policies and waivers match on, and whose people approve.',
    },
    aliases: {
      ...listOf(named('email')),
      description: 'Other e-mail addresses of the same person, such as in Slack.',
    },
  },
});

const principal = mapping({
  required: { arn: told(named('principal-arn'), 'ARN of an IAM user or role.') },
  optional: {
    person: told(named('person'), 'Who it is, and every session of the role.'),
    sessionNameIsPerson: {
      type: 'boolean',
      const: true,
      description: 'A role whose session name is a person’s id. Only for roles of IAM Identity Center.',
    },
  },
});

/** A week. */
const LONGEST_WAIT_MINUTES = 7 * 24 * 60;
const minutes = { type: 'integer', minimum: 5, maximum: LONGEST_WAIT_MINUTES };

const approvals = {
  ...mapping({
    required: {},
    optional: {
      expireAfterMinutes: told(
        minutes,
        'How long people have to answer: 240 where nothing is said. Clients of AWS wait for a job 6 hours at most.',
      ),
      grantMinutes: told(minutes, 'Within which time an approved job has to start: 60 where nothing is said.'),
      slack: told(
        mapping({
          required: {
            workspace: told(named('slack-workspace'), 'The workspace, `T…`.'),
            app: told(named('slack-app'), 'The app, `A…`.'),
            channel: told(named('slack-channel'), 'Where people are asked, `C…`.'),
          },
        }),
        'Where people are asked, beside the REST API and the command line.',
      ),
    },
  }),
  minProperties: 1,
};

/** JSON Schema of organization.yaml. */
export const ORGANIZATION_SCHEMA = mapping({
  required: {
    name: told(text, 'The organisation’s name.'),
    accounts: told({ type: 'array', minItems: 1, items: account }, 'Where jobs may run.'),
    teams: told({ type: 'array', minItems: 1, items: team }, 'Who submits jobs, with what is theirs.'),
    people: told({ type: 'array', minItems: 1, items: person }, 'Everybody; a pipeline is a person too.'),
    principals: told({ type: 'array', items: principal }, 'Which AWS identity is which person.'),
  },
  optional: {
    defaults: told(defaults, 'What requests get that say nothing of it.'),
    overrides: told(defaults, 'What requests get whatever they say.'),
    approvals: told(approvals, 'How people are asked about jobs that policies hold.'),
    waiverRequest: {
      ...named('waiver-request'),
      description:
        'Where people ask for a waiver: an https address with {policy}, {rule}, {path}, {person}, {team} and {job} in it.',
    },
  },
});
