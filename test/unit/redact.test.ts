import { describe, expect, it } from '@jest/globals';
import { redactRequest } from '../../gateway/audit/redact.ts';

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
