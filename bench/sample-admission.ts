import { systemIds } from '../gateway/adapters/system/ids.ts';
import { admit } from '../gateway/flows/admit.ts';
import type { Admission, AdmissionOutcome, Ports } from '../gateway/flows/ports.ts';
import { ada, compliantBody, governanceOf, roomyPolicies, strictLog } from './sample.ts';

const MOMENT = Date.UTC(2026, 10, 27);

/** What the gateway asks its store to write for compliant.json, with all its ledger lines. */
export async function sampleAdmission(): Promise<Admission> {
  const seen: Admission[] = [];
  const store = {
    admit: async (admission: Admission): Promise<AdmissionOutcome> => {
      seen.push(admission);
      return { kind: 'too-large' };
    },
  };
  const ports = { store, clock: { now: () => MOMENT }, ids: systemIds, log: strictLog };
  const governance = governanceOf(roomyPolicies());
  const submission = { principal: ada(governance), body: compliantBody('shelf-detection-001') };
  // What is too large to be kept ends there: no other port is asked.
  await admit(ports as unknown as Ports, governance, submission);
  const [admission] = seen;
  if (!admission) throw new Error('compliant.json did not come to be admitted');
  return admission;
}
