import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { EXAMPLES_FOLDER, examples, judgeExample, sampleBundle } from '../support/examples.ts';

describe('examples/requests', () => {
  it('index.json names every file', () => {
    const files = readdirSync(EXAMPLES_FOLDER).filter((name) => name !== 'index.json');
    expect(examples.map(({ file }) => file).sort()).toEqual(files.sort());
  });

  it('compliant.json is for the first of the people', () => {
    expect(examples.find(({ file }) => file === 'compliant.json')?.as).toBe(sampleBundle.organization.people[0]?.id);
  });

  it.each(examples)('$file: $verdict $policies', (example) => {
    const decision = judgeExample(example);
    expect(new Set(decision.violations.map(({ policy }) => policy))).toEqual(new Set(example.policies));
    expect(decision.verdict).toBe(example.verdict);
  });
});
