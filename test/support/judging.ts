import { createTrainingJob } from '../../gateway/actions/create-training-job/action.ts';
import { compileBundle } from '../../gateway/bundle/compile.ts';
import { type Bundle, openBundle } from '../../gateway/bundle/open.ts';
import type { Moment } from '../../gateway/flows/assess.ts';
import { type Judged, judge } from '../../gateway/flows/decide.ts';
import type { Log, Metric } from '../../gateway/flows/ports.ts';
import type { JsonObject } from '../../gateway/shared/json.ts';
import type { Principal } from '../../gateway/shared/principal.ts';
import { bodyOf } from './training-job.ts';

export const SITE = { accountId: '111122223333', region: 'eu-west-1' };
export const NOW = Date.UTC(2026, 10, 27);
export const ID = '00000000-0000-4000-8000-000000000000';

/** A bundle of these files; throws where it does not compile. */
export function bundleOf(files: Readonly<Record<string, string>>): Bundle {
  const compiled = compileBundle(Object.entries(files).map(([name, text]) => ({ name, text })));
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  return openBundle(compiled.value);
}

/** A person of a bundle's organisation, as a caller. */
export function principalIn({ organization }: Bundle, id: string): Principal {
  const person = organization.people.find((known) => known.id === id);
  if (!person) throw new Error(`nobody is ${id}`);
  const { team, roles, groups } = person;
  return { arn: 'arn:aws:iam::111122223333:user/x', person: id, team, roles, groups };
}

/** What the bundle makes of a valid request, with the metrics that were counted. */
export function judged(
  bundle: Bundle,
  principal: Principal,
  request: JsonObject,
  moment: Moment = { at: NOW },
): Judged & { counted: Metric[] } {
  const counted: Metric[] = [];
  const log: Log = { info: () => {}, error: () => {}, count: (metric) => counted.push(metric) };
  const result = judge(
    { action: createTrainingJob, bundle, site: SITE },
    { principal, body: bodyOf(request) },
    ID,
    moment,
    log,
  );
  if (!result.ok) throw new Error(result.error.detail);
  return { ...result.value, counted };
}
