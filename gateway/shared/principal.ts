/** Who asks, as organization.yaml says. Nothing in it comes from the request body. */
export interface Principal {
  /** The caller's ARN as AWS authenticated it (IAM user, or assumed role with session name); or a URN that names a gateway key. */
  readonly arn: string;
  /** E-mail address, lower case. */
  readonly person: string;
  readonly team: string;
  readonly roles: readonly string[];
  readonly groups: readonly string[];
}

/** May read every team's jobs, quotas and policies. */
const AUDITOR = 'auditor';

/** May issue, list and disable everyone's gateway keys. */
const OPERATOR = 'operator';

/** What a person may be beside a member of a team. */
export const ROLES: readonly string[] = [AUDITOR, OPERATOR];

export const isOperator = (principal: Principal): boolean => principal.roles.includes(OPERATOR);

export const isAuditor = (principal: Principal): boolean => principal.roles.includes(AUDITOR);
