import { partitionOf } from '../../shared/organization.ts';
import { defineAction } from '../action.ts';
import { complete } from './complete.ts';
import { contradictions } from './contradictions.ts';
import { describe } from './describe.ts';
import { CREATE_TRAINING_JOB } from './name.ts';
import { validRequest } from './request.ts';
import { validateRequest } from './validate.ts';

/** SageMaker's CreateTrainingJob. Its ARNs carry the name in lower case. */
export const createTrainingJob = defineAction({
  name: CREATE_TRAINING_JOB,
  validate: validateRequest,
  contradictions,
  resourceName: (request) => validRequest(request).TrainingJobName,
  complete,
  describe,
  arnOf: ({ accountId, region }, name) =>
    `arn:${partitionOf(region)}:sagemaker:${region}:${accountId}:training-job/${name.toLowerCase()}`,
});
