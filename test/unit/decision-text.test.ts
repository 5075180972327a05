import { describe, expect, it } from '@jest/globals';
import { decisionText, problemText } from '../../cli/decision-text.ts';
import type { Decision, Violation } from '../../gateway/shared/decision.ts';
import type { Estimate } from '../../gateway/shared/prices.ts';

const violation: Violation = {
  policy: 'caps',
  rule: 'instance-caps',
  enforcement: 'deny',
  path: '/ResourceConfig',
  message: 'too much',
  observed: 2,
  limit: 1,
  remedy: 'take less',
  link: null,
  owner: null,
  waiver: null,
  waiverRequest: null,
};
const decision = (parts: Partial<Violation>, more: Partial<Decision> = {}): Decision => ({
  id: '',
  verdict: 'deny',
  policyVersion: 'abc',
  violations: [{ ...violation, ...parts }],
  approvals: [],
  completed: [],
  corrected: null,
  correction: [],
  needs: [],
  estimate: null,
  ...more,
});

const FINANCE = [{ group: 'finance', count: 1 }];
const held = (more: Partial<Decision>): Decision =>
  decision({ enforcement: 'hold', approvals: FINANCE }, { verdict: 'hold', approvals: FINANCE, ...more });

const estimate: Estimate = {
  totalUsdMicros: 12_340_000,
  instancesUsdMicros: 12_000_000,
  volumesUsdMicros: 340_000,
  warmPoolUsdMicros: 0,
  spotUsdMicros: null,
  priceDate: '2026-11-20',
  basis: 'list',
};

describe('a decision for a person', () => {
  it.each<[string, Decision, string]>([
    ['a denial', decision({}), 'deny  caps (instance-caps) at /ResourceConfig\n  too much\n  → take less\n'],
    ['a warning', decision({ enforcement: 'warn' }), 'warn  caps (instance-caps)'],
    ['an audit', decision({ enforcement: 'audit' }), 'audit  caps (instance-caps)'],
    [
      'a hold',
      held({}),
      'hold  by policies abc\nneeds the approval of 1 of `finance`\n\nhold  caps (instance-caps) at /ResourceConfig\n  too much\n  → take less\n  or have it approved by 1 of `finance`',
    ],
    [
      'what would need nobody',
      held({ corrected: {}, correction: [{ op: 'remove', path: '/X' }] }),
      'It would pass without approval with:\n  remove /X',
    ],
    [
      'a denial of what people would have to approve, too',
      held({ verdict: 'deny' }),
      'deny  by policies abc\nwould need the approval of 1 of `finance`, too\n',
    ],
    [
      'what would still need people',
      held({ verdict: 'deny', corrected: {}, correction: [{ op: 'remove', path: '/X' }] }),
      'It would not be denied with:\n  remove /X',
    ],
    ['a waiver', decision({ waiver: 'trial-7' }), 'waived by waiver trial-7  caps (instance-caps)'],
    [
      'where to ask',
      decision({ waiverRequest: 'https://a.example.com/' }),
      '  ask for a waiver: https://a.example.com/',
    ],
    ['no way out', decision({}), 'No change is known that would pass: people have to decide.'],
    [
      'a way out',
      decision({}, { corrected: {}, correction: [{ op: 'remove', path: '/X' }] }),
      'It would pass with:\n  remove /X',
    ],
    ['a long value', decision({}, { completed: [{ op: 'add', path: '/X', value: 'x'.repeat(500) }] }), 'xxx…'],
    [
      'what it may cost',
      decision({}, { estimate }),
      'abc\nmay cost at most $12.34 (instances $12.00, volumes $0.34, warm pool $0.00; list prices of 2026-11-20)\n\n',
    ],
    [
      'what a spot job may cost, by prices that were agreed',
      decision({}, { estimate: { ...estimate, spotUsdMicros: 4_000_001, priceDate: null, basis: 'agreed' } }),
      'warm pool $0.00; agreed prices); as spot about $4.01\n\n',
    ],
    ['what would turn a terminal around', decision({ message: 'a\u001b[2J\u202eb\nc' }), '  a?[2J?b?c\n'],
  ])('%s', (_name, given, words) => {
    expect(decisionText(given)).toContain(words);
  });
});

it('says nothing of a cost that is not known', () => {
  expect(decisionText(decision({}))).not.toContain('cost');
});

it('says of a hold neither that people have to decide, nor anything that a group’s name could do to a terminal', () => {
  expect(decisionText(held({}))).not.toContain('No change is known');
  const odd = decisionText(held({ approvals: [{ group: 'a\u001b[2Jb', count: 2 }] }));
  expect(odd).toContain('needs the approval of 2 of `a?[2Jb`');
});

describe('a problem for a person', () => {
  const errors = Array.from({ length: 20 }, (_, index) => ({ path: '', message: `flaw ${index}.` }));
  it('names the source, and not more flaws than a person reads', () => {
    const problem = {
      type: 'urn:traingate:invalid-request',
      title: 'The body is bad',
      status: 400,
      detail: 'x',
    } as const;
    expect(problemText({ ...problem, errors }, 'a.json').split('\n')).toEqual([
      'a.json: the body is bad',
      ...errors.slice(0, 12).map(({ message }) => `  ${message}`),
      '  and 8 more, which --json lists',
    ]);
    expect(problemText(problem, 'a.json')).toBe('a.json: the body is bad\n  x');
  });
});
