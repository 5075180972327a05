import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { newKeyPair } from '../gateway/identity/keys/key-pair.ts';
import { principalOf, sessionsOf } from '../gateway/identity/principal-of.ts';
import type { KeyPair } from '../gateway/shared/gateway-key.ts';
import type { Organization, Person } from '../gateway/shared/organization.ts';
import type { LocalIdentity } from './api-gateway/server.ts';
import { readPairs, writePairs } from './kept-pairs.ts';

/** Someone who may call the local stack, as `.traingate/local.json` lists them. */
export interface LocalPerson {
  /** null: a principal that organization.yaml maps to nobody. */
  readonly person: string | null;
  readonly team: string | null;
  readonly roles: readonly string[];
  readonly groups: readonly string[];
  readonly principalArn: string;
  /** Signs `execute-api`. */
  readonly iam: KeyPair;
}

/**
 * Every person of organization.yaml in its order, and last an IAM user who is nobody. Keys are random, made once for
 * each principal and kept in `<directory>/credentials.json`, which only its owner may read; null keeps them nowhere.
 */
export async function localPeople(
  organization: Organization,
  directory: string | null,
): Promise<readonly LocalPerson[]> {
  const callers = [...organization.people.map((person) => callerFor(organization, person)), visitor(organization)];
  const kept = directory === null ? {} : await readPairs(join(directory, FILE));
  const people = callers.map((caller) => ({ ...caller, iam: kept[caller.principalArn] ?? newKey() }));
  const keys = Object.fromEntries(people.map(({ principalArn, iam }) => [principalArn, iam]));
  if (directory !== null) await writePairs(join(directory, FILE), { ...kept, ...keys });
  return people;
}

/** Looks up by access key id what IAM would know of it. */
export function identitiesOf(people: readonly LocalPerson[]): (accessKeyId: string) => LocalIdentity | undefined {
  const identities = new Map(people.map(({ iam, principalArn }) => [iam.accessKeyId, identityOf(iam, principalArn)]));
  return (accessKeyId) => identities.get(accessKeyId);
}

type Caller = Omit<LocalPerson, 'iam'>;

/** By the person's own mapping where there is one, else through the first role whose sessions are named after people. */
function callerFor(organization: Organization, { id, team, roles, groups }: Person): Caller {
  const own = organization.principals.find((mapping) => 'person' in mapping && mapping.person === id);
  const role = own ?? organization.principals.find((mapping) => 'sessionNameIsPerson' in mapping);
  const sessions = role && sessionsOf(role.arn);
  const principalArn = sessions ? `${sessions}/${own ? 'local' : id}` : (own?.arn ?? '');
  const principal = principalOf(organization, principalArn);
  if (!principal.ok || principal.value.person !== id) {
    throw new Error(`no principal of organization.yaml is \`${id}\`: map one, or a role with sessionNameIsPerson`);
  }
  return { person: id, team, roles, groups, principalArn };
}

function visitor({ accounts: [account] }: Organization): Caller {
  if (account === undefined) throw new Error('organization.yaml names no account: add one under accounts');
  const principalArn = `arn:aws:iam::${account.id}:user/visitor`;
  return { person: null, team: null, roles: [], groups: [], principalArn };
}

const FILE = 'credentials.json';

/** Nobody takes the id for one of AWS. */
const newKey = (): KeyPair => newKeyPair('AKIALOCAL', randomBytes);

/** Unique ids begin with AIDA for users and AROA for roles, whose sessions add their name (IAM User Guide, "IAM identifiers"). */
function identityOf({ accessKeyId, secretAccessKey }: KeyPair, userArn: string): LocalIdentity {
  const id = accessKeyId.slice('AKIA'.length);
  const sessionName = userArn.split(':assumed-role/')[1]?.split('/')[1];
  return { secretAccessKey, userArn, userId: sessionName === undefined ? `AIDA${id}` : `AROA${id}:${sessionName}` };
}
