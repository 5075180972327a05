import type { StateChange } from '../../flows/observe.ts';
import type { EpochMs } from '../../shared/clock.ts';
import { ADMISSION_TAG } from '../../shared/ids.ts';
import { type Json, objectIn, textIn } from '../../shared/json.ts';
import type { Site } from '../../shared/organization.ts';
import { err, ok, type Result } from '../../shared/result.ts';

const SOURCE = 'aws.sagemaker';
const DETAIL_TYPE = 'SageMaker Training Job State Change';

/**
 * Reads an EventBridge event of SageMaker's. `detail` resembles Describe's answer, but Tags is a map and times are
 * epoch milliseconds: strings in AWS's documentation, numbers in its own fixtures, so both are read.
 * An error says what of the event is not understood.
 */
export function stateChangeOf(event: Json, site: Site): Result<StateChange, string> {
  const envelope = objectIn(event);
  const detail = objectIn(envelope.detail);
  if (envelope.source !== SOURCE || envelope['detail-type'] !== DETAIL_TYPE) {
    return err(
      `expected a ${DETAIL_TYPE} of ${SOURCE}, got \`${textIn(envelope['detail-type'])}\` of \`${textIn(envelope.source)}\``,
    );
  }
  if (envelope.account !== site.accountId || envelope.region !== site.region) {
    return err(
      `expected account ${site.accountId} in ${site.region}, got ${textIn(envelope.account)} in ${textIn(envelope.region)}`,
    );
  }
  const createdAt = timeOf(detail.CreationTime);
  const trainingStartedAt = timeOf(detail.TrainingStartTime);
  const trainingEndedAt = timeOf(detail.TrainingEndTime);
  const trainingPlanArn = textIn(objectIn(detail.ResourceConfig).TrainingPlanArn);
  if (!textIn(detail.TrainingJobStatus) || !textIn(detail.TrainingJobArn)) {
    return err('expected a detail with TrainingJobStatus and TrainingJobArn');
  }
  return ok({
    arn: textIn(detail.TrainingJobArn),
    admissionId: textIn(objectIn(detail.Tags)[ADMISSION_TAG]) || null,
    status: {
      trainingJobStatus: textIn(detail.TrainingJobStatus),
      secondaryStatus: textIn(detail.SecondaryStatus),
      lastModifiedAt: timeOf(detail.LastModifiedTime) ?? createdAt ?? 0,
      failureReason: textIn(detail.FailureReason) || null,
      ...(createdAt !== undefined && { createdAt }),
      ...(trainingStartedAt !== undefined && { trainingStartedAt }),
      ...(trainingEndedAt !== undefined && { trainingEndedAt }),
      ...(trainingPlanArn && { trainingPlanArn }),
    },
  });
}

/** Epoch milliseconds from a number or a string of digits, or from an ISO 8601 time. */
function timeOf(value: Json | undefined): EpochMs | undefined {
  const time = typeof value === 'string' && !/^\d+$/.test(value) ? Date.parse(value) : Number(value ?? Number.NaN);
  return Number.isFinite(time) ? time : undefined;
}
