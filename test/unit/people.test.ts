import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { principalOf } from '../../gateway/identity/principal-of.ts';
import type { Organization, PrincipalMapping } from '../../gateway/shared/organization.ts';
import { identitiesOf, localPeople } from '../../local/people.ts';

const SSO = { arn: 'arn:aws:iam::111122223333:role/aws-reserved/Scientist', sessionNameIsPerson: true } as const;

const organization = (principals: readonly PrincipalMapping[]): Organization => ({
  name: 'Example',
  accounts: [{ id: '111122223333', regions: ['eu-west-1'] }],
  teams: [],
  people: [
    { id: 'ada@example.com', name: 'Ada', team: 'vision', roles: [], groups: ['platform'] },
    { id: 'ben@example.com', name: 'Ben', team: 'speech', roles: ['auditor'], groups: [] },
  ],
  principals,
});

const CASES: [string, readonly PrincipalMapping[], string][] = [
  ['a trusted role', [SSO], 'arn:aws:sts::111122223333:assumed-role/Scientist/ben@example.com'],
  [
    'a user of the own',
    [SSO, { arn: 'arn:aws:iam::111122223333:user/ben', person: 'ben@example.com' }],
    'arn:aws:iam::111122223333:user/ben',
  ],
  [
    'a role of the own',
    [{ arn: 'arn:aws:iam::111122223333:role/ci/Nightly', person: 'ben@example.com' }, SSO],
    'arn:aws:sts::111122223333:assumed-role/Nightly/local',
  ],
];

describe('localPeople', () => {
  it('lists everyone in order, and last a caller who is nobody', async () => {
    const people = await localPeople(organization([SSO]), null);
    expect(people.map(({ person, team, roles, groups }) => ({ person, team, roles, groups }))).toEqual([
      { person: 'ada@example.com', team: 'vision', roles: [], groups: ['platform'] },
      { person: 'ben@example.com', team: 'speech', roles: ['auditor'], groups: [] },
      { person: null, team: null, roles: [], groups: [] },
    ]);
    expect(people.at(-1)?.principalArn).toBe('arn:aws:iam::111122223333:user/visitor');
  });

  it.each(CASES)('reaches a person through %s', async (_name, principals, arn) => {
    const people = await localPeople(organization(principals), null);
    expect(people[1]?.principalArn).toBe(arn);
    expect(principalOf(organization(principals), arn)).toMatchObject({
      ok: true,
      value: { person: 'ben@example.com' },
    });
  });

  it('throws where a person has no way in', async () => {
    await expect(localPeople(organization([]), null)).rejects.toThrow('`ada@example.com`');
  });

  it('gives everyone a key of their own that says it is local', async () => {
    const people = await localPeople(organization([SSO]), null);
    for (const { iam } of people) {
      expect(iam.accessKeyId).toMatch(/^AKIALOCAL[A-Z2-7]{11}$/);
      expect(iam.secretAccessKey).toMatch(/^[\w+/]{40}$/);
    }
    expect(new Set(people.flatMap(({ iam }) => [iam.accessKeyId, iam.secretAccessKey])).size).toBe(6);
  });

  it('finds identities by access key', async () => {
    const people = await localPeople(organization([SSO]), null);
    const identities = identitiesOf(people);
    const [ada, , visitor] = people.map(({ iam }) => identities(iam.accessKeyId));
    expect(ada).toMatchObject({ userArn: people[0]?.principalArn, secretAccessKey: people[0]?.iam.secretAccessKey });
    expect(ada?.userId).toMatch(/^AROALOCAL[A-Z2-7]{11}:ada@example\.com$/);
    expect(visitor?.userId).toMatch(/^AIDALOCAL[A-Z2-7]{11}$/);
    expect(identities('AKIALOCALAAAAAAAAAAA')).toBeUndefined();
  });
});

describe('keys', () => {
  let directory = '';
  beforeEach(async () => {
    directory = join(await mkdtemp(join(tmpdir(), 'traingate-')), 'home');
  });
  afterEach(async () => {
    await rm(join(directory, '..'), { recursive: true });
  });

  it('stay over restarts, and under a changed organization', async () => {
    const before = await localPeople(organization([SSO]), directory);
    expect(await localPeople(organization([SSO]), directory)).toEqual(before);
    const ada = { arn: 'arn:aws:iam::111122223333:user/ada', person: 'ada@example.com' };
    const after = await localPeople(organization([SSO, ada]), directory);
    expect(after[0]?.iam).not.toEqual(before[0]?.iam);
    expect(after[1]).toEqual(before[1]);
    expect(await localPeople(organization([SSO]), directory)).toEqual(before);
  });

  it('are for their owner alone', async () => {
    await localPeople(organization([SSO]), directory);
    expect((await stat(join(directory, 'credentials.json'))).mode & 0o777).toBe(0o600);
  });

  it('are never made anew over a file that cannot be read', async () => {
    await localPeople(organization([SSO]), directory);
    const file = join(directory, 'credentials.json');
    const kept = await readFile(file, 'utf8');
    await writeFile(file, kept.slice(0, 20));
    await expect(localPeople(organization([SSO]), directory)).rejects.toThrow(SyntaxError);
  });
});
