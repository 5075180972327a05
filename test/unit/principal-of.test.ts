import { describe, expect, it } from '@jest/globals';
import { principalOf, sessionsOf } from '../../gateway/identity/principal-of.ts';
import type { Organization } from '../../gateway/shared/organization.ts';

const SSO_PATH = 'aws-reserved/sso.amazonaws.com/eu-west-1';
const person = (id: string, team: string) => ({ id, name: id, team, roles: ['scientist'], groups: ['platform'] });

const ORGANIZATION: Organization = {
  name: 'Example',
  accounts: [{ id: '111122223333', regions: ['eu-west-1'] }],
  teams: [],
  people: [person('ada@example.com', 'vision'), person('ben@example.com', 'speech')],
  principals: [
    { arn: `arn:aws:iam::111122223333:role/${SSO_PATH}/Scientist`, sessionNameIsPerson: true },
    { arn: 'arn:aws:iam::111122223333:role/ci/Nightly', person: 'ben@example.com' },
    { arn: 'arn:aws:iam::111122223333:user/ada', person: 'ada@example.com' },
    { arn: 'arn:aws:iam::111122223333:user/left', person: 'gone@example.com' },
    { arn: 'arn:aws:iam::111122223333:user/ben@example.com', sessionNameIsPerson: true },
    { arn: 'arn:aws:iam::111122223333:role/a/Twice', person: 'ada@example.com' },
    { arn: 'arn:aws:iam::111122223333:role/b/Twice', person: 'ben@example.com' },
    { arn: 'arn:aws:iam::111122223333:root', person: 'ada@example.com' },
    { arn: 'arn:aws:sts::111122223333:federated-user/ada', person: 'ada@example.com' },
  ],
};

const sts = (rest: string, account = '111122223333', partition = 'aws') => `arn:${partition}:sts::${account}:${rest}`;

describe('callers who are people', () => {
  it.each([
    ['an IAM user', 'arn:aws:iam::111122223333:user/ada', 'ada@example.com'],
    ['a session named after its person', sts('assumed-role/Scientist/ada@example.com'), 'ada@example.com'],
    ['a session name in other case', sts('assumed-role/Scientist/Ada@Example.com'), 'ada@example.com'],
    ['a role that is one person, whatever the session name', sts('assumed-role/Nightly/build-7'), 'ben@example.com'],
  ])('%s', (_name, arn, expected) => {
    const found = principalOf(ORGANIZATION, arn);
    expect(found).toMatchObject({ ok: true, value: { arn, person: expected } });
  });

  it('have team, roles and groups of organization.yaml', () => {
    expect(principalOf(ORGANIZATION, sts('assumed-role/Nightly/x'))).toEqual({
      ok: true,
      value: {
        arn: sts('assumed-role/Nightly/x'),
        person: 'ben@example.com',
        team: 'speech',
        roles: ['scientist'],
        groups: ['platform'],
      },
    });
  });

  it('stay themselves under the session name of another', () => {
    const found = principalOf(ORGANIZATION, sts('assumed-role/Nightly/ada@example.com'));
    expect(found).toMatchObject({ ok: true, value: { person: 'ben@example.com' } });
  });
});

describe('callers who are nobody', () => {
  it.each([
    ['a role that no entry maps', sts('assumed-role/Admin/ada@example.com')],
    ['the same role name in another account', sts('assumed-role/Scientist/ada@example.com', '444455556666')],
    ['the same role in another partition', sts('assumed-role/Scientist/ada@example.com', '111122223333', 'aws-cn')],
    ['the same user in another account', 'arn:aws:iam::444455556666:user/ada'],
    ['a session name that is no person', sts('assumed-role/Scientist/eve@example.com')],
    ['a person with a suffix', sts('assumed-role/Scientist/ada@example.com.evil.com')],
    ['a role name in other case', sts('assumed-role/SCIENTIST/ada@example.com')],
    ['a user name in other case', 'arn:aws:iam::111122223333:user/ADA'],
    ['a user of that name below a path', 'arn:aws:iam::111122223333:user/other/ada'],
    ['a role path in an assumed-role ARN', sts(`assumed-role/${SSO_PATH}/Scientist/ada@example.com`)],
    ['a session name with a slash', sts('assumed-role/Scientist/x/ada@example.com')],
    ['no session name', sts('assumed-role/Scientist')],
    ['an empty session name', sts('assumed-role/Scientist/')],
    ['a role ARN in place of a session', `arn:aws:iam::111122223333:role/${SSO_PATH}/Scientist`],
    ['an ARN that goes on after a line break', `${sts('assumed-role/Scientist/ada@example.com')}\n`],
    ['a mapping to a person who left', 'arn:aws:iam::111122223333:user/left'],
    ['a user that is mapped as if it had sessions', 'arn:aws:iam::111122223333:user/ben@example.com'],
    ['a role name that is mapped under two paths', sts('assumed-role/Twice/x')],
    ['the root user, even if mapped', 'arn:aws:iam::111122223333:root'],
    ['a federated user, even if mapped', sts('federated-user/ada')],
    ['a service', 'arn:aws:iam::111122223333:role/service'],
    ['nothing', ''],
  ])('%s', (_name, arn) => {
    const found = principalOf(ORGANIZATION, arn);
    expect(found.ok).toBe(false);
    if (!found.ok) expect(found.error).toContain(`\`${arn}\``);
  });
});

describe('sessionsOf', () => {
  it.each([
    ['a plain role', 'arn:aws:iam::111122223333:role/Nightly', sts('assumed-role/Nightly')],
    ['a role below a path', `arn:aws:iam::111122223333:role/${SSO_PATH}/Scientist`, sts('assumed-role/Scientist')],
    [
      'a role of another partition',
      'arn:aws-us-gov:iam::111122223333:role/Nightly',
      sts('assumed-role/Nightly', undefined, 'aws-us-gov'),
    ],
    ['a user', 'arn:aws:iam::111122223333:user/ada', null],
  ])('%s', (_name, arn, expected) => {
    expect(sessionsOf(arn)).toBe(expected);
  });
});
