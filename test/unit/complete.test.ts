import { describe, expect, it } from '@jest/globals';
import { complete } from '../../gateway/actions/create-training-job/complete.ts';
import { trainingJob } from '../support/training-job.ts';

const ID = '2f1c7a52-7b1e-4c39-9a8e-6f0d7f4f2b11';
const admission = { Key: 'traingate:admission', Value: ID };
const owner = { Key: 'owner', Value: 'ada' };

describe('complete', () => {
  it('adds the tags of a request without any', () => {
    const request = trainingJob();
    expect(complete(request, ID, [])).toEqual({
      request: { ...request, Tags: [admission] },
      patches: [{ op: 'add', path: '/Tags', value: [admission] }],
      filled: [],
      unsetTags: [],
    });
  });

  it('adds its tag after those of the caller', () => {
    const request = trainingJob({ Tags: [owner] });
    expect(complete(request, ID, [])).toEqual({
      request: { ...request, Tags: [owner, admission] },
      patches: [{ op: 'add', path: '/Tags/-', value: admission }],
      filled: [],
      unsetTags: [],
    });
  });

  it('leaves what was submitted as it is', () => {
    const request = trainingJob({ Tags: [owner] });
    complete(request, ID, []);
    expect(request).toEqual(trainingJob({ Tags: [owner] }));
  });
});
