import { type Checked, notFound, refuseBreaches } from './answer.ts';
import { breachesOfName } from './create-checks.ts';
import type { Job } from './jobs.ts';
import type { JsonObject } from './json.ts';
import type { Service } from './service.ts';

/** The job that `TrainingJobName` names. `breaches`: what else is wrong with the request. */
export function findJob(input: JsonObject, { jobs }: Service, breaches: readonly string[] = []): Checked<Job> {
  const refused = refuseBreaches([...breachesOfName(input.TrainingJobName), ...breaches]);
  if (refused) return { ok: false, refusal: refused };
  const job = jobs.byName(String(input.TrainingJobName));
  return job ? { ok: true, value: job } : { ok: false, refusal: notFound() };
}
