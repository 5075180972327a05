// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how policies write it.
import { describe, expect, it } from '@jest/globals';
import { compileBundle } from '../../gateway/bundle/compile.ts';
import type { JsonObject } from '../../gateway/shared/json.ts';
import { flawsOf, others, policyOf, WORDS } from '../support/expression.ts';

describe('an expression that does not fit is refused when policies are compiled', () => {
  it.each<[string, JsonObject, string[], string]>([
    [
      'a member that does not exist',
      { expression: '!workload.spto.value' },
      ['expression'],
      'at character 11: `spto` is not a member of `Workload`: did you mean `spot`?',
    ],
    [
      'a member that has asks for',
      { expression: 'has(workload.outputKmsKye.value)' },
      ['expression'],
      'at character 14: `outputKmsKye` is not a member of `Workload`: did you mean `outputKmsKey`?',
    ],
    [
      'a member of an item',
      { each: 'workload.groups', expression: 'item.cuont < 3' },
      ['expression'],
      'at character 6: `cuont` is not a member of `WorkloadGroup`: did you mean `count`?',
    ],
    [
      'a member of the request',
      { expression: 'has(request.VpcConfig.Subnet)' },
      ['expression'],
      'at character 23: `Subnet` is not a member of `VpcConfig`: did you mean `Subnets`?',
    ],
    [
      'a variable',
      { expression: 'workloads.spot.value' },
      ['expression'],
      'at character 1: `workloads` is not a variable here: did you mean `workload`?',
    ],
    [
      'an item where there are none',
      { expression: "item.key == ''" },
      ['expression'],
      'at character 1: `item` is not a variable here: did you mean `team`?',
    ],
    [
      'a function',
      { expression: "workload.name.value.startswith('a')" },
      ['expression'],
      'at character 1: `startswith` is not a function here: did you mean `startsWith`?',
    ],
    [
      'a function of CEL that is left out',
      { expression: "timestamp('2026-11-27T00:00:00Z') == timestamp('2026-11-27T00:00:00Z')" },
      ['expression'],
      'at character 1: `timestamp` is not a function here: known are `size`, `contains`, `startsWith`, `endsWith`, `lowerAscii`, `upperAscii`, `trim`, `indexOf`, `lastIndexOf`, `substring`, `split`, `join` and 12 more',
    ],
    [
      'a wrong type',
      { expression: "workload.groups.all(g, g.count <= '4')" },
      ['expression'],
      'at character 24: no such overload: int <= string',
    ],
    [
      'no condition',
      { expression: 'workload.totalGpus' },
      ['expression'],
      'at character 1: this is int: it must be true or false',
    ],
    ['no CEL', { expression: 'workload.' }, ['expression'], 'at character 10: expected IDENTIFIER, got EOF'],
    [
      'items of no list',
      { each: 'workload.name', expression: 'true' },
      ['each'],
      'at character 1: this is PlacedText: it must be a list',
    ],
    [
      'a pattern that RE2 does not know',
      { expression: "workload.name.value.matches('(?=a)')" },
      ['expression'],
      'at character 29: `(?=a)` is not a regular expression of RE2: error parsing regexp: invalid or unsupported Perl syntax: `(?=`',
    ],
    [
      'a pattern that is no literal',
      { expression: 'workload.name.value.matches(team.id)' },
      ['expression'],
      'at character 29: the pattern of `matches` is to be text in quotes here',
    ],
    [
      'an expression in a template',
      { expression: 'true', message: 'has ${workload.totalGpu} GPUs' },
      ['message'],
      'at character 16: `totalGpu` is not a member of `Workload`: did you mean `totalGpus`?',
    ],
    [
      'a template that does not end',
      { expression: 'true', remedy: 'ask for ${1 + }' },
      ['remedy'],
      'at character 15: unexpected token: EOF',
    ],
    [
      'a list in a template',
      { expression: 'true', message: 'groups ${workload.groups}' },
      ['message'],
      'at character 10: this is list<WorkloadGroup>: it must be text, a number, or true or false',
    ],
    [
      'no pointer',
      { expression: 'true', path: 'Tags' },
      ['path'],
      'at character 1: `Tags` is not a JSON Pointer: begin it with `/`',
    ],
    [
      'what a fix sets',
      { expression: 'true', fix: [{ path: '/Tags', value: 'workload.tag' }] },
      ['fix', '0', 'value'],
      'at character 10: `tag` is not a member of `Workload`: did you mean `tags`?',
    ],
    [
      'too many parts',
      {
        expression: Array.from({ length: 501 }, () => '1')
          .join('+')
          .concat(' > 0'),
      },
      ['expression'],
      'at character 1: exceeded maxAstNodes (1000)',
    ],
    [
      'too deep',
      { expression: `${'('.repeat(60)}true${')'.repeat(60)}` },
      ['expression'],
      'at character 51: exceeded maxDepth (50)',
    ],
    [
      'a number that is not exact',
      { expression: 'workload.totalGpus < 9007199254740993' },
      ['expression'],
      'at character 22: numbers are whole up to 2^53, or doubles; bytes and unsigned numbers are not known here',
    ],
  ])('%s', (_name, params, member, message) => {
    expect(flawsOf(params)).toEqual([{ member, message }]);
  });

  it('every member at once, each at its place in the file', () => {
    const text = [
      'policy: own',
      'description: One of our own.',
      'owner: owner@example.com',
      'bindings:',
      '  - rule: expression',
      '    enforcement: deny',
      '    params:',
      '      expression: workload.spto.value',
      '      message: no ${x}',
      '      remedy: none',
      '      limit: 1 + true',
    ].join('\n');
    const files = Object.entries({ ...others, 'own.yaml': text }).map(([name, content]) => ({ name, text: content }));
    expect(compileBundle(files)).toMatchObject({
      error: [
        { file: 'own.yaml', line: 8, column: 19, message: expect.stringMatching(/`spto`/) },
        { file: 'own.yaml', line: 9, column: 16, message: expect.stringMatching(/`x` is not a variable/) },
        { file: 'own.yaml', line: 11, column: 14, message: 'at character 1: no such overload: int + bool' },
      ],
    });
  });

  it('in the bounds of a waiver, too', () => {
    const waiver = {
      waiver: 'w1',
      policy: 'own',
      rule: 'expression',
      for: { teams: ['vision'] },
      within: [{ rule: 'expression', params: { ...WORDS, expression: '1' } }],
      owner: 'owner@example.com',
      reason: 'a run',
      ticket: 'T-1',
      expires: '2026-12-04T17:00:00Z',
      maxUses: 1,
    };
    const texts = {
      ...others,
      'own.yaml': policyOf({ ...WORDS, expression: 'true' }),
      'waivers.yaml': JSON.stringify({ waivers: [waiver] }),
    };
    const files = Object.entries(texts).map(([name, text]) => ({ name, text }));
    expect(compileBundle(files)).toMatchObject({
      error: [{ file: 'waivers.yaml', message: 'at character 1: this is int: it must be true or false' }],
    });
  });
});
