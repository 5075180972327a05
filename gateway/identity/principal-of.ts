import type { GatewayKey } from '../shared/gateway-key.ts';
import type { Organization, Person, PrincipalMapping } from '../shared/organization.ts';
import type { Principal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';

/**
 * The person behind the ARN that AWS authenticated (the IAM authorizer's `userArn`), as organization.yaml maps it.
 * Root users, federated users, services and everything unmapped are errors: a sentence for logs and the 403's detail.
 */
export function principalOf(organization: Organization, callerArn: string): Result<Principal, string> {
  const caller = callerOf(callerArn);
  if (caller === null) {
    return err(`\`${callerArn}\` is neither an IAM user nor an assumed role: call as one that organization.yaml maps`);
  }
  const index = identityIndex(organization);
  const mapping = index.mappings.get(caller.subject);
  const person = mapping && index.people.get(personIdOf(mapping, caller));
  if (person === undefined) {
    return err(
      `\`${callerArn}\` is no person of this organization: ask for an entry under principals in organization.yaml`,
    );
  }
  return ok(principalFor(person, callerArn));
}

/** The person whom a gateway key was issued to. AWS knows no ARN of such a caller: the principal is named by the key. */
export function principalOfKey(organization: Organization, key: GatewayKey): Result<Principal, string> {
  const person = identityIndex(organization).people.get(key.person);
  if (person !== undefined) return ok(principalFor(person, `urn:traingate:key:${key.accessKeyId}`));
  return err(
    `the gateway key \`${key.accessKeyId}\` is of \`${key.person}\`, who is no person of this organization: ask for an entry under people in organization.yaml`,
  );
}

/** The person by e-mail address, or by an alias of it, as Slack knows people; `arn` names by what they were known. */
export function principalOfPerson(organization: Organization, address: string, arn: string): Result<Principal, string> {
  const person = identityIndex(organization).people.get(address.toLowerCase());
  if (person !== undefined) return ok(principalFor(person, arn));
  return err(
    `\`${address}\` is no person of this organisation: ask for an entry under people in organization.yaml, or an alias there`,
  );
}

/** All addresses by which a person is known, the id first; of nobody the address itself. */
export function addressesOf(organization: Organization, address: string): readonly string[] {
  const person = identityIndex(organization).people.get(address);
  return person === undefined ? [address] : [person.id, ...(person.aliases ?? [])];
}

/** Who somebody is now, by whatever address; undefined: nobody any more. */
export const personAt = (organization: Organization, address: string): Person | undefined =>
  identityIndex(organization).people.get(address);

const principalFor = ({ id, team, roles, groups }: Person, arn: string): Principal => ({
  arn,
  person: id,
  team,
  roles,
  groups,
});

/**
 * The start of the ARNs that sessions of an IAM role show, up to the slash before the session name; null where `arn`
 * is no role. A role's path is left out, as STS does: names are unique in an account whatever their path.
 */
export function sessionsOf(arn: string): string | null {
  const [, partition, account, name] = ROLE.exec(arn) ?? [];
  return name === undefined ? null : `arn:${partition}:sts::${account}:assumed-role/${name}`;
}

// Shapes of ARNs: IAM User Guide, "IAM identifiers" (2026-11). Role and session names hold no slash.
const ROLE = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/(?:[^\s*]+\/)?([\w+=,.@-]+)$/;
const USER = /^arn:aws[a-z-]*:iam::\d{12}:user\/[^\s*]+$/;
const SESSION = /^(arn:aws[a-z-]*:sts::\d{12}:assumed-role\/[\w+=,.@-]+)\/([\w+=,.@-]+)$/;

/** What a mapping is found by, and the name that the caller chose for the session: empty for a user. */
interface Caller {
  readonly subject: string;
  readonly sessionName: string;
}

function callerOf(arn: string): Caller | null {
  if (USER.test(arn)) return { subject: arn, sessionName: '' };
  const [, subject, sessionName] = SESSION.exec(arn) ?? [];
  return subject === undefined || sessionName === undefined ? null : { subject, sessionName };
}

// INVARIANT: the session name, which the caller chooses, counts only for roles that are trusted for it.
const personIdOf = (mapping: PrincipalMapping, caller: Caller): string =>
  'person' in mapping ? mapping.person : caller.sessionName.toLowerCase();

interface IdentityIndex {
  readonly people: ReadonlyMap<string, Person>;
  readonly mappings: ReadonlyMap<string, PrincipalMapping>;
}

const indexes = new WeakMap<Organization, IdentityIndex>();

/** Built once for an organization, which never changes. */
function identityIndex(organization: Organization): IdentityIndex {
  const known = indexes.get(organization);
  if (known !== undefined) return known;
  const index = {
    people: new Map(
      organization.people.flatMap((person) =>
        [person.id, ...(person.aliases ?? [])].map((address) => [address, person] as const),
      ),
    ),
    mappings: mappingsBySubject(organization.principals),
  };
  indexes.set(organization, index);
  return index;
}

/** A subject that is mapped twice could be two people: it is left out, and so nobody. */
function mappingsBySubject(principals: readonly PrincipalMapping[]): ReadonlyMap<string, PrincipalMapping> {
  const groups = Map.groupBy(principals, ({ arn }) => sessionsOf(arn) ?? arn);
  return new Map(
    [...groups].flatMap(([subject, [first, ...more]]) => (first && more.length === 0 ? [[subject, first]] : [])),
  );
}
