import { describe, expect, it } from '@jest/globals';
import { type Binding, evaluate, verdictOf } from '../../gateway/rules/evaluate.ts';
import type { Match } from '../../gateway/rules/match.ts';
import type { Check } from '../../gateway/rules/rule.ts';
import type { Enforcement, Finding } from '../../gateway/shared/decision.ts';
import { subject } from '../support/subject.ts';

const finding = (message: string): Finding => ({ path: '/RoleArn', message, observed: 1, limit: 0, remedy: 'do not' });
const finds =
  (...messages: string[]): Check =>
  () =>
    messages.map(finding);
const fails: Check = () => {
  throw new Error('a secret');
};

const binding = (parts: Partial<Binding> = {}): Binding => ({
  policy: 'caps',
  rule: 'instance-caps',
  check: finds('too much'),
  enforcement: 'deny',
  match: null,
  except: null,
  waivable: true,
  link: null,
  owner: null,
  ...parts,
});

describe('evaluate', () => {
  it('lists every violation of every binding in their order', () => {
    const bindings = [
      binding({ policy: 'b', check: finds('one', 'two') }),
      binding({ policy: 'b', check: finds() }),
      binding({ policy: 'c', enforcement: 'audit', check: finds('three') }),
      binding({ policy: 'd', enforcement: 'warn', check: finds('four') }),
    ];
    const { violations, faults } = evaluate(bindings, subject());
    const told = violations.map(({ policy, enforcement, message }) => [policy, enforcement, message]);
    expect(told).toEqual([
      ['b', 'deny', 'one'],
      ['b', 'deny', 'two'],
      ['c', 'audit', 'three'],
      ['d', 'warn', 'four'],
    ]);
    expect(faults).toEqual([]);
  });

  it('gives a violation the policy, the rule, the link and the owner of its binding', () => {
    const parts = { link: 'https://wiki.example.com/caps', owner: 'ml-platform@example.com' };
    const { violations } = evaluate([binding(parts)], subject());
    expect(violations).toEqual([
      {
        ...finding('too much'),
        policy: 'caps',
        rule: 'instance-caps',
        enforcement: 'deny',
        waivable: true,
        byTeam: false,
        waiver: null,
        ...parts,
      },
    ]);
  });

  it('says of what it holds who has to approve, and of nothing else', () => {
    const approvals = [{ group: 'finance', count: 1 }];
    const bindings = (['deny', 'hold', 'warn', 'audit'] as const).map((enforcement) =>
      binding({ enforcement, approvals: enforcement === 'hold' ? approvals : undefined }),
    );
    const { violations } = evaluate(bindings, subject());
    expect(violations.map((violation) => violation.approvals)).toEqual([undefined, approvals, undefined, undefined]);
    expect(violations.map(({ waivable }) => waivable)).toEqual([true, false, false, false]);
  });

  it('lets no waiver lift what it holds', () => {
    const waiver = {
      ...{ waiver: 'w', policy: 'caps', rule: 'instance-caps', for: {}, within: [], checks: [] },
      ...{ owner: 'a@example.com', reason: 'r', ticket: 'T-1', expires: '2027-01-01T00:00:00Z', maxUses: 1 },
    };
    const waived = (enforcement: Enforcement) =>
      evaluate([binding({ enforcement })], subject(), [{ waiver, over: null }]).violations[0]?.waiver;
    expect([waived('deny'), waived('hold')]).toEqual(['w', null]);
  });

  it.each<Enforcement>(['deny', 'hold', 'warn', 'audit'])(
    'denies where a rule bound to %s fails, and goes on',
    (enforcement) => {
      const { violations, faults } = evaluate(
        [binding({ policy: 'broken', enforcement, check: fails }), binding()],
        subject(),
      );
      expect(violations.map(({ policy }) => policy)).toEqual(['broken', 'caps']);
      expect(violations[0]?.enforcement).toBe('deny');
      expect(JSON.stringify(violations)).not.toContain('secret');
      expect(faults).toEqual([{ policy: 'broken', rule: 'instance-caps', cause: new Error('a secret') }]);
    },
  );
});

describe('verdictOf', () => {
  it.each<[string, Enforcement[], string]>([
    ['nothing found', [], 'allow'],
    ['only a warning', ['warn'], 'allow'],
    ['only for the record', ['audit', 'audit'], 'allow'],
    ['one denial among others', ['audit', 'deny', 'warn'], 'deny'],
    ['one hold among others', ['audit', 'hold', 'warn'], 'hold'],
    ['a denial and a hold', ['hold', 'deny', 'hold'], 'deny'],
  ])('%s', (_name, enforcements, verdict) => {
    const bindings = enforcements.map((enforcement) => binding({ enforcement }));
    expect(verdictOf(evaluate(bindings, subject()).violations)).toBe(verdict);
  });
});

describe('whom a binding is for', () => {
  const prod = { key: 'Environment', value: 'prod', path: '/Tags/0' };
  const dev = { key: 'Environment', value: 'dev', path: '/Tags/1' };
  const both = subject({ workload: { tags: { value: [prod, dev], path: '/Tags' } } });
  const ada = subject({
    principal: { groups: ['leads', 'platform'] },
    workload: { tags: { value: [prod], path: '/Tags' } },
  });
  const applies = (parts: { match?: Match; except?: Match }, judged = ada) =>
    evaluate([binding(parts)], judged).violations.length > 0;

  it.each<[string, { match?: Match; except?: Match }, boolean]>([
    ['everyone', {}, true],
    ['her team', { match: { teams: ['language', 'vision'] } }, true],
    ['another team', { match: { teams: ['language'] } }, false],
    ['her', { match: { people: ['ada@example.com'] } }, true],
    ['someone else', { match: { people: ['ben@example.com'] } }, false],
    ['one of her groups', { match: { groups: ['platform'] } }, true],
    ['another group', { match: { groups: ['finance'] } }, false],
    ['a tag she sets', { match: { tags: { Environment: ['prod'] } } }, true],
    ['another value of the tag', { match: { tags: { Environment: ['staging'] } } }, false],
    ['a tag she leaves out', { match: { tags: { Tier: ['gold'] } } }, false],
    ['all that is given holds', { match: { teams: ['vision'], tags: { Environment: ['prod'] } } }, true],
    ['not all that is given holds', { match: { teams: ['vision'], groups: ['finance'] } }, false],
    ['her team but for her', { match: { teams: ['vision'] }, except: { people: ['ada@example.com'] } }, false],
    ['her team but for another', { match: { teams: ['vision'] }, except: { people: ['ben@example.com'] } }, true],
    ['all but a tag she leaves out', { except: { tags: { Tier: ['gold'] } } }, true],
    ['all but a part of what she is', { except: { teams: ['vision'], groups: ['finance'] } }, true],
  ])('%s', (_name, parts, expected) => {
    expect(applies(parts)).toBe(expected);
  });

  it.each<[string, { match?: Match; except?: Match }]>([
    ['match', { match: { tags: { Environment: ['prod'] } } }],
    ['except', { except: { tags: { Environment: ['dev'] } } }],
  ])('a key that comes twice is no way around %s', (_name, parts) => {
    expect(applies(parts, both)).toBe(true);
  });
});
