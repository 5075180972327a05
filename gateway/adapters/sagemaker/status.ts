import type { DescribeTrainingJobCommandOutput } from '@aws-sdk/client-sagemaker';
import type { UpstreamStatus } from '../../shared/job.ts';

const STATUSES: readonly UpstreamStatus['trainingJobStatus'][] = [
  'InProgress',
  'Completed',
  'Failed',
  'Stopping',
  'Stopped',
];

/** The statuses this gateway knows; one it does not know is no end. */
export const trainingJobStatusOf = (status: string | undefined): UpstreamStatus['trainingJobStatus'] | undefined =>
  STATUSES.find((known) => known === status);

/** What matters of a Describe. Throws on a status that SageMaker has only learned since. */
export function statusOf(description: DescribeTrainingJobCommandOutput): UpstreamStatus {
  const trainingJobStatus = trainingJobStatusOf(description.TrainingJobStatus);
  if (!trainingJobStatus) throw new Error(`unknown TrainingJobStatus ${description.TrainingJobStatus}`);
  return {
    trainingJobStatus,
    secondaryStatus: description.SecondaryStatus ?? '',
    lastModifiedAt: (description.LastModifiedTime ?? description.CreationTime)?.getTime() ?? 0,
    failureReason: description.FailureReason ?? null,
  };
}
