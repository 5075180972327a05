import type { Interaction, Reaction, Shown, Wish } from '../approvals/interaction.ts';
import { type Ballot, refusalOf } from '../approvals/vote.ts';
import { principalOfPerson } from '../identity/principal-of.ts';
import type { Refusal } from '../shared/errors.ts';
import type { Principal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { approvalNotFound, maySeeApproval } from './approval-access.ts';
import type { Governance } from './assess.ts';
import { answerCommand } from './command.ts';
import { detailsOf, noticeOf } from './notice.ts';
import type { Chat, Ports } from './ports.ts';
import { recordRefusedVote, vote, voterOf } from './vote.ts';

/** What people in a chat reach. */
export interface ChatDoor extends Governance {
  readonly ports: Omit<Ports, 'training'>;
  readonly chat: Chat;
}

type Of<K extends Interaction['kind']> = Extract<Interaction, { kind: K }>;

/**
 * Does what somebody wants in a chat. Who it is, is asked of the chat each time, and what that person may, of organization.yaml:
 * INVARIANT: nothing that a button or a message says, and no membership of a channel, makes anybody an approver.
 */
export async function interact(door: ChatDoor, interaction: Interaction): Promise<Reaction> {
  const principal = await whoIs(door, interaction.user);
  switch (interaction.kind) {
    case 'click':
      return click(door, principal, interaction);
    case 'submit':
      return principal.ok ? submit(door, principal.value, interaction) : told(principal.error);
    case 'command':
      return principal.ok
        ? { kind: 'listed', lines: await answerCommand(door, principal.value, interaction.text) }
        : told(principal.error);
  }
}

const told = (text: string): Reaction => ({ kind: 'told', text });

/** The person, or why it is none that the gateway knows. */
async function whoIs({ chat, bundle, ports }: ChatDoor, user: string): Promise<Result<Principal, string>> {
  const address = await chat.addressOf(user).catch((cause: unknown) => {
    ports.log.error('it could not be asked who somebody is', cause, { user });
    return err(unanswered(chat));
  });
  return address.ok
    ? principalOfPerson(bundle.organization, address.value, `urn:traingate:${chat.channel}:${user}`)
    : address;
}

const unanswered = ({ name }: Chat): string =>
  `${name} does not say who you are at this moment: try again, or use \`traingate approvals\` or the REST API, which do without`;

/** Whoever may not decide is told so at once, and why. */
async function click(door: ChatDoor, who: Result<Principal, string>, clicked: Of<'click'>): Promise<Reaction> {
  const dialog = who.ok ? await dialogFor(door, who.value, clicked) : err(who.error);
  await door.chat.open(clicked.trigger, dialog.ok ? dialog.value : { kind: 'told', text: dialog.error });
  return { kind: 'nothing' };
}

async function dialogFor(door: ChatDoor, principal: Principal, clicked: Of<'click'>) {
  const { ports, action } = door;
  const { wish, admissionId } = clicked;
  const stored = await ports.store.load(admissionId);
  if (stored === null) return err(approvalNotFound(admissionId).detail);
  if (wish === 'details') {
    if (!maySeeApproval(principal, stored.record)) return err(NOT_YOURS);
    return ok({ kind: wish, details: await detailsOf(ports, action, stored) });
  }
  const voter = voterOf(ports, door, { principal, channel: door.chat.channel });
  const ballot = ballotOf(wish, clicked, 'asked for next');
  // Whoever is in the channel sees the message, so it is told who is asked.
  const refusal = refusalOf(stored.record, voter, ballot);
  if (refusal === null) return ok({ kind: wish, notice: await noticeOf(ports, action, stored) });
  await recordRefusedVote(ports, principal, voter, { record: stored.record, ballot, code: refusal.code });
  return err(refusal.detail);
}

const NOT_YOURS = 'the details are for those who are asked, and for the team whose job it is';

const ballotOf = (wish: Wish, { round }: Shown, reason: string): Ballot =>
  wish === 'approve' ? { kind: wish, round } : { kind: wish, round, reason };

async function submit(door: ChatDoor, principal: Principal, submitted: Of<'submit'>): Promise<Reaction> {
  const { admissionId, wish, reason } = submitted;
  const deciding = { principal, channel: door.chat.channel };
  const voted = await vote(door.ports, door, deciding, admissionId, ballotOf(wish, submitted, reason));
  if (voted.ok) return { kind: 'nothing' };
  return isMendable(voted.error) ? { kind: 'flaw', text: voted.error.detail } : told(voted.error.detail);
}

const isMendable = ({ code }: Refusal): boolean => code === 'invalid-vote';
