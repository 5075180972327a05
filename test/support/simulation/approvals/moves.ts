import { admit } from '../../../../gateway/flows/admit.ts';
import { type FollowingUp, followUp } from '../../../../gateway/flows/follow-up.ts';
import { observe } from '../../../../gateway/flows/observe.ts';
import { reconcile } from '../../../../gateway/flows/reconcile.ts';
import { stop } from '../../../../gateway/flows/stop.ts';
import { vote } from '../../../../gateway/flows/vote.ts';
import { principalOfPerson } from '../../../../gateway/identity/principal-of.ts';
import type { Principal } from '../../../../gateway/shared/principal.ts';
import type { Process } from '../processes.ts';
import type { Proposal } from './scenario.ts';
import type { Scene } from './scene.ts';
import type { Intent } from './votes.ts';

/** Who somebody is by the policies of a process; null: nobody, any more. */
function principalOf({ governance }: FollowingUp, address: string): Principal | null {
  const arn = `arn:aws:iam::111122223333:user/${address}`;
  const principal = principalOfPerson(governance.bundle.organization, address, arn);
  return principal.ok ? principal.value : null;
}

/** Somebody submits a job. */
export const submits = (scene: Scene, { label, by, body }: Proposal): Promise<Process> =>
  scene.start(`submit ${label}`, async (hands) => {
    const principal = principalOf(hands, by);
    if (principal) await admit(hands.ports, hands.governance, { principal, body });
  });

/** Somebody decides; what they are told is kept. */
export function votes(scene: Scene, intent: Intent): Promise<Process> {
  const { address, admissionId, kind, round } = intent;
  const ballot = kind === 'approve' ? { kind, round } : { kind, round, reason: 'too dear' };
  const label = `${address} would ${kind} ${admissionId}${round === null ? '' : ` as asked in round ${round}`}`;
  const flow = async (hands: FollowingUp) => {
    const principal = principalOf(hands, address);
    if (!principal) return;
    const deciding = { principal, channel: 'slack' } as const;
    const voted = await vote(hands.ports, hands.governance, deciding, admissionId, ballot);
    if (voted.ok) scene.heard.push({ person: principal.person, admissionId, kind });
  };
  return scene.start(label, flow, intent);
}

/** Somebody of the team takes a job back. */
export const stops = (scene: Scene, name: string): Promise<Process> =>
  scene.start(`stop ${name}`, async (hands) => {
    const principal = principalOf(hands, 'cal@example.com');
    if (principal) await stop(hands.ports, principal, name);
  });

/** The table's stream tells of a record. */
export const followsUp = (scene: Scene, admissionId: string): Promise<Process> =>
  scene.start(`follow up ${admissionId}`, (hands) => followUp(hands, admissionId, 'changed'));

/** Each minute, in the cloud. */
export const reconciles = (scene: Scene): Promise<Process> =>
  scene.start('reconcile', (hands) =>
    reconcile(hands.ports, hands.governance.bundle.quotas, {
      mayGoOn: () => true,
      atOnce: 1,
      followUp: (admissionId, occasion) => followUp(hands, admissionId, occasion),
    }),
  );

/** SageMaker tells of each job that there ever was; the tape says what. */
export const observes = (scene: Scene, index: number): Promise<Process> =>
  scene.start(`event ${index}`, async ({ ports }) => {
    const job = scene.world.upstream.created[index];
    if (job) await observe(ports, scene.world.upstream.eventOf(job));
  });
