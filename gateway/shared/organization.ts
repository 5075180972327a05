import type { OnHold } from './approval.ts';

/** The organisation as policies/organization.yaml describes it, checked. */
export interface Organization {
  readonly name: string;
  /** Where jobs may run; the gateway serves one account and region of these per deployment. */
  readonly accounts: readonly Account[];
  readonly teams: readonly Team[];
  readonly people: readonly Person[];
  readonly principals: readonly PrincipalMapping[];
  /** What requests get that say nothing of it; a team's own go before. */
  readonly defaults?: Defaults;
  /** What requests get whatever they say. */
  readonly overrides?: Defaults;
  /**
   * Where people ask for waivers: an https address in which `{policy}`, `{rule}`, `{path}`, `{person}`, `{team}` and `{job}`
   * stand for what was refused.
   */
  readonly waiverRequest?: string;
  readonly approvals?: ApprovalTerms;
}

/** How people are asked. */
export interface ApprovalTerms {
  /** How long they have to answer; 240 where nothing is said. */
  readonly expireAfterMinutes?: number;
  /** Within which time an approved job has to start; 60 where nothing is said. */
  readonly grantMinutes?: number;
  /** Where they are asked beside the REST API; nowhere where this is absent. */
  readonly slack?: SlackPlace;
}

/** A channel of a Slack workspace, and the app that writes there. Each is Slack's own id. */
export interface SlackPlace {
  /** `T…` */
  readonly workspace: string;
  /** `A…` */
  readonly app: string;
  /** `C…` or `G…` */
  readonly channel: string;
}

export interface Account {
  /** Twelve digits. */
  readonly id: string;
  readonly regions: readonly string[];
}

export interface Team {
  readonly id: string;
  readonly department: string;
  /** ARNs of the IAM roles that the team's jobs may run as. Empty: the team can submit nothing. */
  readonly trainingRoles: readonly string[];
  /** The team's own lists that rules may refer to as `{team: <key>}`, such as cost centres, subnets or KMS keys. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  readonly defaults?: Defaults;
  /** `refuse`: its jobs do not wait for people; what needs approval is refused. */
  readonly holds?: OnHold;
}

/** A list, or the name of one of the lists that each team has of its own. */
export type Values = readonly string[] | { readonly team: string };

/** The list meant. A list that the team lacks is empty: nothing is allowed. */
export function valuesOf(values: Values, team: Team): readonly string[] {
  if (!('team' in values)) return values;
  return Object.hasOwn(team.values, values.team) ? (team.values[values.team] ?? []) : [];
}

export interface Person {
  /** E-mail address, lower case. */
  readonly id: string;
  readonly name: string;
  readonly team: string;
  readonly roles: readonly string[];
  readonly groups: readonly string[];
  /** Other e-mail addresses of the same person, lower case. */
  readonly aliases?: readonly string[];
}

/**
 * Which AWS identity is which person: an IAM user or a role whose every session is one person, or a role that is
 * trusted to carry the person's id as its session name (AWS IAM Identity Center does so).
 */
export type PrincipalMapping =
  | { readonly arn: string; readonly person: string }
  | { readonly arn: string; readonly sessionNameIsPerson: true };

/** Values for requests, as organization.yaml has them for everyone or for one team. */
export interface Defaults {
  readonly network?: { readonly subnets: Values; readonly securityGroups: Values };
  readonly volumeKey?: OneValue;
  readonly outputKey?: OneValue;
  readonly trafficEncryption?: boolean;
  readonly networkIsolation?: boolean;
  readonly maxRuntimeSeconds?: number;
  readonly tags?: Readonly<Record<string, OneValue | { readonly caller: 'person' | 'team' }>>;
}

/** A text, or the first of one of the lists that each team has of its own. */
export type OneValue = string | { readonly team: string };

/** The account and region that this deployment serves. */
export interface Site {
  readonly accountId: string;
  readonly region: string;
}

/** `aws`, `aws-cn` or `aws-us-gov`, by the region's prefix. */
export const partitionOf = (region: string): string =>
  region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
