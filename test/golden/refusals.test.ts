import { describe, expect, it } from '@jest/globals';
import { examples, judgeExample } from '../support/examples.ts';

/** What people read when they are refused. A changed word is a change of behaviour: look at it, then `npm test -- -u`. */
describe('the words of a refusal', () => {
  it.each(examples)('$file as $as', (example) => {
    const { violations } = judgeExample(example);
    const lines = violations.map(({ enforcement, policy, rule, path, message, remedy, link }) => {
      return `${enforcement} by ${policy} (${rule}) at ${path || 'the whole request'}\n  ${message}\n  → ${remedy}${link ? `\n  ${link}` : ''}`;
    });
    expect(lines.join('\n')).toMatchSnapshot();
  });
});
