import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { complete } from '../../gateway/actions/create-training-job/complete.ts';
import { trainingJob } from '../support/training-job.ts';

const tags = fc.option(fc.array(fc.record({ Key: fc.string(), Value: fc.string() }), { maxLength: 49 }), {
  nil: undefined,
});

describe('complete', () => {
  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(tags, fc.uuid(), (Tags, id) => {
        const once = complete(trainingJob({ Tags }), id);
        expect(once.patches).toHaveLength(1);
        expect(complete(once.request, id)).toEqual({ request: once.request, patches: [] });
      }),
    );
  });
});
