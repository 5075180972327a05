import { describe, expect, it } from '@jest/globals';
import { redactRequest, redactText } from '../../gateway/audit/redact.ts';

describe('redactRequest', () => {
  it('keeps the keys of environment and hyperparameters and none of their values', () => {
    const shown = redactRequest({
      TrainingJobName: 'resnet-1',
      Environment: { TOKEN: 'hunter2' },
      HyperParameters: { lr: '0.1', key: 'hunter2' },
    });
    expect(shown).toEqual({
      TrainingJobName: 'resnet-1',
      Environment: { TOKEN: '***' },
      HyperParameters: { lr: '***', key: '***' },
    });
  });
});

describe('redactText', () => {
  it('masks what SageMaker quotes of the environment and the hyperparameters, but not words', () => {
    const request = { Environment: { TOKEN: 'hunter2!' }, HyperParameters: { key: 'open-sesame', flag: 'true' } };
    const text = "Value '{TOKEN=hunter2!, key=open-sesame}' is not true";
    expect(redactText(text, request)).toBe("Value '{TOKEN=***, key=***}' is not true");
  });

  it('masks the whole of a value that another is a part of', () => {
    const request = { Environment: { PART: 'hunter2' }, HyperParameters: { whole: 'hunter2-extended' } };
    expect(redactText('a hunter2-extended, a hunter2', request)).toBe('a ***, a ***');
  });
});
