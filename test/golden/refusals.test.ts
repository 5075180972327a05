import { describe, expect, it } from '@jest/globals';
import { examples, judgeExample } from '../support/examples.ts';

/** What people read when they are refused. A changed word is a change of behaviour: look at it, then `npm test -- -u`. */
describe('the words of a refusal', () => {
  it.each(examples)('$file as $as', (example) => {
    const { violations, correction } = judgeExample(example);
    const lines = violations.map(({ enforcement, policy, rule, path, message, remedy, link }) => {
      return `${enforcement} by ${policy} (${rule}) at ${path || 'the whole request'}\n  ${message}\n  → ${remedy}${link ? `\n  ${link}` : ''}`;
    });
    const changes = correction.map((patch) => `would pass with: ${JSON.stringify(patch)}`);
    expect([...lines, ...changes].join('\n')).toMatchSnapshot();
  });
});
