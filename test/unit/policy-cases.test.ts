import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { placedBindings, usesOf } from '../../cli/policies/bindings.ts';
import { casesCheck } from '../../cli/policies/cases.ts';
import { coverageOf, isCovered } from '../../cli/policies/coverage.ts';
import { differences, type Expectation, type Outcome } from '../../cli/policies/expectation.ts';
import { junitXml } from '../../cli/policies/junit.ts';
import { CASES_SCHEMA } from '../../gateway/bundle/schemas/cases.ts';
import type { Violation } from '../../gateway/shared/decision.ts';
import type { Json, JsonObject } from '../../gateway/shared/json.ts';
import { exampleRequest, examples, sampleBundle } from '../support/examples.ts';
import { judged, principalIn } from '../support/judging.ts';

describe('a problem in a file of cases is told with its place', () => {
  const check = casesCheck(sampleBundle.organization as unknown as Json);
  const CASE = `cases:
  - name: it passes
    as: ada@example.com
    request: ../../examples/requests/compliant.json
    changes:
      - { path: /Tags/2/Value, value: abc }
    expect: { verdict: allow }
`;
  const problemsOf = (text: string) => {
    const checked = check('policies/cases/x.yaml', text);
    return checked.ok ? [] : checked.error.map(({ line, column, message }) => `${line}:${column} ${message}`);
  };

  it.each(['allow', 'hold', 'deny'])('has none as it is, whichever verdict it expects: %s', (verdict) => {
    expect(problemsOf(CASE.replace('verdict: allow', `verdict: ${verdict}`))).toEqual([]);
  });

  it.each<[string, string, string, string]>([
    ['nobody', 'ada@', 'adda@', '3:9 `adda@example.com` is not a person: did you mean `ada@example.com`?'],
    ['verdict', 'verdict: allow', 'verdict: alow', '7:24 `alow` is not a verdict: did you mean `allow`?'],
    ['unknown member', 'name: it', 'nam: it', '2:5 `nam` is not a member here: did you mean `name`?'],
    ['no expectation', ' { verdict: allow }', ' {}', '7:13 `expect` needs exactly one of `verdict` and `invalid`'],
    [
      'two expectations',
      'allow }',
      'allow, invalid: x }',
      '7:13 `expect` needs exactly one of `verdict` and `invalid`',
    ],
    [
      'more beside invalid',
      'verdict: allow',
      'invalid: x, corrected: null',
      '7:13 `expect` has `corrected` beside `invalid`',
    ],
    ['missing file', 'compliant.json', 'complaint.json', '4:14 `../../examples/requests/complaint.json` is not there'],
    [
      'file that is no JSON',
      'requests/compliant.json',
      '../README.md',
      '4:14 `../../examples/../README.md` cannot be changed: ',
    ],
    ['no pointer', 'path: /Tags', 'path: Tags', '6:17 `Tags/2/Value` is not a JSON Pointer'],
    [
      'tag by its key',
      '/Tags/2/Value',
      '/Tags/Project/Value',
      '6:17 `/Tags/Project/Value` leads to no place in the list: it has 4 items',
    ],
    ['place past the end', '/Tags/2/Value', '/Tags/4/Value', '6:17 `/Tags/4/Value` leads to no place in the list'],
    ['member of a text', '/Tags/2/Value', '/RoleArn/x', '6:17 `/RoleArn/x` leads into "arn:'],
    [
      'nothing to take out',
      '/Tags/2/Value, value: abc',
      '/VpcConfg, value: null',
      '6:17 `/VpcConfg` is not in the request',
    ],
    [
      'local time',
      '    as:',
      '    at: 2026-12-04T17:00:00\n    as:',
      '3:9 `2026-12-04T17:00:00` is not a moment with its time zone',
    ],
    ['no cases', CASE, 'cases: []\n', '1:8 `cases` is empty: it needs at least one entry'],
    ['no YAML', 'name: it', 'name: [it', 'not readable as YAML'],
  ])('%s', (_name, from, to, expected) => {
    expect(CASE).toContain(from);
    const problems = problemsOf(CASE.replace(from, to));
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join('\n')).toContain(expected);
  });

  it('a name that comes twice', () => {
    expect(problemsOf(CASE + CASE.replace('cases:\n', ''))).toEqual([
      expect.stringContaining('8:11 `it passes` is already in `cases`'),
    ]);
  });

  it('every member is described, for editors', () => {
    const undescribed: string[] = [];
    const visit = (schema: JsonObject, at: string): void => {
      for (const [name, member] of Object.entries((schema.properties ?? {}) as Record<string, JsonObject>)) {
        if (typeof member.description !== 'string') undescribed.push(`${at}/${name}`);
        visit(member, `${at}/${name}`);
      }
      if (schema.items) visit(schema.items as JsonObject, `${at}/-`);
    };
    visit(CASES_SCHEMA, '');
    expect(undescribed).toEqual([]);
  });
});

const violation = (parts: Partial<Violation>): Violation => ({
  policy: 'a',
  rule: 'r',
  enforcement: 'deny',
  path: '/X',
  message: 'too much of `x`',
  observed: 2,
  limit: 1,
  remedy: 'less',
  link: null,
  owner: null,
  waiver: null,
  waiverRequest: null,
  ...parts,
});

const outcome = (violations: readonly Violation[], corrected: JsonObject | null = null): Outcome => ({
  kind: 'judged',
  decision: {
    id: '',
    verdict: 'deny',
    policyVersion: '',
    violations,
    approvals: [],
    completed: [],
    corrected,
    correction: [],
    needs: [],
    estimate: null,
  },
  completed: { Tags: [{ Key: 'a', Value: 'b' }] },
});

describe('what was found is held against what was expected', () => {
  const one = violation({});
  const other = violation({ rule: 'q', path: '/Y' });
  const hold = violation({ enforcement: 'hold' });
  const [FINANCE, PLATFORM] = [
    { group: 'finance', count: 1 },
    { group: 'platform', count: 2 },
  ];
  const heldBy = (violations: readonly Violation[]): Outcome => {
    const given = outcome(violations);
    if (given.kind !== 'judged') throw new Error('it is judged');
    return { ...given, decision: { ...given.decision, verdict: 'hold', approvals: [FINANCE, PLATFORM] } };
  };
  const invalid: Outcome = { kind: 'invalid', detail: 'Member must not be null' };
  it.each<[string, Expectation, Outcome, readonly string[]]>([
    ['the verdict alone', { verdict: 'deny' }, outcome([one]), []],
    [
      'another verdict',
      { verdict: 'allow' },
      outcome([one]),
      ['verdict: expected allow, found deny', 'denied by a: too much of `x`'],
    ],
    [
      'all of them, in any order',
      {
        verdict: 'deny',
        violations: [
          { policy: 'a', rule: 'q' },
          { policy: 'a', rule: 'r' },
        ],
      },
      outcome([one, other]),
      [],
    ],
    [
      'the wide entry first, which must leave the other what it needs',
      { verdict: 'deny', violations: [{ policy: 'a' }, { policy: 'a', rule: 'r' }] },
      outcome([one, other]),
      [],
    ],
    [
      'one too many',
      { verdict: 'deny', violations: [{ policy: 'a', rule: 'r' }] },
      outcome([one, other]),
      ['which was not expected'],
    ],
    [
      'one too few',
      { verdict: 'deny', violations: [{ policy: 'a' }, { policy: 'a' }] },
      outcome([one]),
      ['which was not found'],
    ],
    [
      'an entry for each, though all fit one',
      { verdict: 'deny', violations: [{ policy: 'a' }] },
      outcome([one, one]),
      ['which was not expected'],
    ],
    ['none expected', { verdict: 'deny', violations: [] }, outcome([one]), ['found { policy: "a", rule: "r"']],
    [
      'words of the message',
      { verdict: 'deny', violations: [{ policy: 'a', message: 'much of' }] },
      outcome([one]),
      [],
    ],
    [
      'other words',
      { verdict: 'deny', violations: [{ policy: 'a', message: 'little' }] },
      outcome([one]),
      ['not found', 'not expected'],
    ],
    [
      'a value that is a list',
      { verdict: 'deny', violations: [{ policy: 'a', limit: [1, { b: 1, a: 2 }] }] },
      outcome([violation({ limit: [1, { a: 2, b: 1 }] })]),
      [],
    ],
    [
      'no waiver where there is one',
      { verdict: 'deny', violations: [{ policy: 'a', waiver: null }] },
      outcome([violation({ waiver: 'w' })]),
      ['not found', 'waiver: "w"'],
    ],
    ['a completed value', { verdict: 'deny', completed: { '/Tags/0/Value': 'b', '/Tags/1': null } }, outcome([]), []],
    [
      'another completed value',
      { verdict: 'deny', completed: { '/Tags/0/Value': 'c' } },
      outcome([]),
      ['completed /Tags/0/Value: expected "c", found "b"'],
    ],
    [
      'something where nothing should be',
      { verdict: 'deny', completed: { '/Tags': null } },
      outcome([]),
      ['expected nothing, found ['],
    ],
    ['a correction', { verdict: 'deny', corrected: { '/a': 1 } }, outcome([], { a: 1 }), []],
    [
      'no correction',
      { verdict: 'deny', corrected: { '/a': 1 } },
      outcome([]),
      ['corrected: expected a request that would pass, found none'],
    ],
    [
      'a correction where none should be',
      { verdict: 'deny', corrected: null },
      outcome([], {}),
      ['corrected: expected null'],
    ],
    ['a hold', { verdict: 'hold', violations: [{ policy: 'a', enforcement: 'hold' }] }, heldBy([hold]), []],
    [
      'a hold where it was to pass',
      { verdict: 'allow' },
      heldBy([hold, one]),
      ['verdict: expected allow, found hold', 'held by a: too much of `x`'],
    ],
    [
      'a hold where it was to be denied',
      { verdict: 'deny' },
      heldBy([hold]),
      ['expected deny, found hold', 'held by a'],
    ],
    [
      'no hold where there was to be one',
      { verdict: 'hold' },
      outcome([one]),
      ['expected hold, found deny', 'denied by a'],
    ],
    ['who approves, in any order', { verdict: 'hold', approvals: [PLATFORM, FINANCE] }, heldBy([hold]), []],
    [
      'others who approve',
      { verdict: 'hold', approvals: [FINANCE] },
      heldBy([hold]),
      ['approvals: expected 1 of `finance`, found 1 of `finance` and 2 of `platform`'],
    ],
    [
      'somebody who approves where nobody was to',
      { verdict: 'hold', approvals: [] },
      heldBy([hold]),
      ['approvals: expected nobody, found 1 of `finance`'],
    ],
    ['invalid', { invalid: 'not be null' }, invalid, []],
    ['invalid for another reason', { invalid: 'too long' }, invalid, ['expected "too long" in "Member']],
    ['valid, which it should not be', { invalid: 'x' }, outcome([]), ['found verdict deny']],
    [
      'invalid, which it should not be',
      { verdict: 'allow' },
      invalid,
      ['found a request that is invalid: Member must'],
    ],
  ])('%s', (_name, expected, found, words) => {
    const lines = differences(expected, found);
    expect(lines.length).toBe(words.length);
    for (const [index, each] of words.entries()) expect(lines[index]).toContain(each);
  });
});

describe('coverage', () => {
  const uses = examples.map(({ file, as }) => {
    return usesOf(judged(sampleBundle, principalIn(sampleBundle, as), exampleRequest(file)));
  });
  const coverage = coverageOf(placedBindings(sampleBundle), uses);
  const of = (policy: string, binding: number) =>
    coverage.find((each) => each.policy === policy && each.binding === binding);

  it('has a row for each binding of the organisation, in order', () => {
    const written = sampleBundle.policies.flatMap(({ policy, bindings }) =>
      bindings.map(({ rule }, index) => [policy, index + 1, rule]),
    );
    expect(coverage.map(({ policy, binding, rule }) => [policy, binding, rule])).toEqual(written);
  });

  it('counts what was clamped as found', () => {
    expect(of('run-time', 2)).toMatchObject({ found: 1 });
  });

  it('counts a case of another team for nothing', () => {
    const languages = examples.filter(({ as }) => ['chen@example.com', 'dora@example.com'].includes(as)).length;
    const { found = 0, passed = 0 } = of('instance-types', 2) ?? {};
    expect(found + passed).toBe(languages);
  });

  it.each([
    [0, 0, false],
    [1, 0, false],
    [0, 1, false],
    [1, 1, true],
  ])('%d found and %d passed is covered: %p', (found, passed, expected) => {
    expect(isCovered({ policy: 'a', binding: 1, rule: 'r', found, passed })).toBe(expected);
  });
});

describe('JUnit XML', () => {
  const nasty = 'a <b> & "c" \u0000\u001b[31m \ud800 é 😀 ]]>';
  const xml = junitXml([
    {
      file: 'policies/cases/x.yaml',
      results: [
        { name: nasty, line: 2, failures: [`${nasty}\nsecond`, 'third'], faults: [], milliseconds: 1.5, uses: [] },
        { name: 'fine', line: 9, failures: [], faults: [], milliseconds: 0.5, uses: [] },
      ],
    },
    { file: 'policies/cases/y.yaml', results: [] },
  ]);

  it('holds no character that XML 1.0 forbids', () => {
    const controls = [...xml].filter((sign) => sign < ' ' && !'\t\n\r'.includes(sign));
    expect([controls, xml.isWellFormed()]).toEqual([[], true]);
  });

  const hasPython = spawnSync('python3', ['--version']).status === 0;
  if (!hasPython) console.warn('python3 is not here, so nothing parses the JUnit XML');
  (hasPython ? it : it.skip)('is read by a parser', () => {
    const script = `import sys, json, xml.etree.ElementTree as E
root = E.fromstring(sys.stdin.buffer.read())
print(json.dumps([root.attrib, [[s.attrib, [[c.attrib, [f.text for f in c]] for c in s]] for s in root]]))`;
    const [root, suites] = JSON.parse(execFileSync('python3', ['-c', script], { input: xml, encoding: 'utf8' }));
    expect(root).toMatchObject({ tests: '2', failures: '1', time: '0.002000' });
    const [[first, [failed, fine]], [second]] = suites;
    expect([first.name, first.tests, first.failures, second.tests]).toEqual(['policies/cases/x.yaml', '2', '1', '0']);
    const readable = 'a <b> & "c" \ufffd\ufffd[31m \ufffd é 😀 ]]>';
    expect(failed[0]).toMatchObject({ name: readable, classname: 'policies/cases/x.yaml', line: '2' });
    expect(failed[1]).toEqual([`${readable}\nsecond\nthird`]);
    expect(fine).toEqual([expect.objectContaining({ name: 'fine' }), []]);
  });
});
