import type { Guard } from '../guard.ts';

/** Each must make the simulation fail; a guard that nothing misses would be no guard. */
export const APPROVAL_GUARDS: readonly Guard[] = [
  {
    name: 'a vote is counted on the record as it is',
    hint: 138,
    edit: {
      file: 'gateway/adapters/dynamodb/approvals.ts',
      find: "'#state = :seenState AND version = :seenVersion'",
      replace: "'#state = :seenState AND (version = :seenVersion OR attribute_exists(version))'",
    },
  },
  {
    name: 'a grant that is over lets nothing through',
    hint: 115,
    edit: {
      file: 'gateway/adapters/dynamodb/approvals.ts',
      find: 'AND approvalUntil > :now',
      replace: 'AND (approvalUntil > :now OR attribute_exists(approvalUntil))',
    },
  },
  {
    name: 'no end overtakes a vote that it knows nothing of',
    hint: 127,
    edit: {
      file: 'gateway/adapters/dynamodb/end.ts',
      find: "['version = :seenVersion']",
      replace: "['(version = :seenVersion OR attribute_exists(version))']",
    },
  },
  {
    name: 'whoever ends leaves the list of those that wait',
    hint: 2,
    edit: {
      file: 'gateway/adapters/dynamodb/end.ts',
      find: '...(isWaiting(record.state) ? [noLongerWaiting(table, record)] : []),',
      replace: '',
    },
  },
  {
    name: 'nobody decides on a job of their own',
    hint: 48,
    edit: {
      file: 'gateway/approvals/vote.ts',
      find: "if (voter.addresses.includes(record.person)) return { code: 'self-approval', detail: SELF };",
      replace: '',
    },
  },
  {
    name: 'only those decide who are asked',
    hint: 35,
    edit: {
      file: 'gateway/approvals/vote.ts',
      find: 'if (!isAsked(approval.requirements, voter.groups)) {',
      replace: 'if (voter.groups === undefined) {',
    },
  },
  {
    name: 'nobody votes twice',
    hint: 58,
    edit: {
      file: 'gateway/approvals/vote.ts',
      find: "if (hasSaid(record, approval, voter, ballot.kind)) return ok({ kind: 'said-before' });",
      replace: '',
    },
  },
  {
    name: 'nobody votes too late',
    hint: 23,
    edit: { file: 'gateway/approvals/vote.ts', find: 'if (at >= approval.until)', replace: 'if (at < 0)' },
  },
  {
    name: 'nobody votes on what was asked before',
    hint: 887,
    edit: {
      file: 'gateway/approvals/vote.ts',
      find: 'if (round !== null && round !== approval.round) {',
      replace: 'if (round !== null && round > approval.round) {',
    },
  },
  {
    name: 'nothing runs without the votes that it demands',
    hint: 1,
    edit: {
      file: 'gateway/shared/requirements.ts',
      find: 'approvedBy.length >= count);',
      replace: 'approvedBy.length >= 0 * count);',
    },
  },
  {
    name: 'a person stands for one group',
    hint: 12,
    edit: {
      file: 'gateway/shared/requirements.ts',
      find: 'for (const vote of votes) seat(vote, seats, taken, new Set());',
      replace:
        'for (const vote of votes) for (const [i, { group }] of seats.entries()) if (!taken.has(i) && vote.groups.includes(group)) taken.set(i, vote);',
    },
  },
  {
    name: 'what the policies of now deny does not run',
    hint: 50,
    edit: {
      file: 'gateway/flows/resume.ts',
      find: "if (decision.verdict === 'deny') return denyNow(ports, record, refusalText(decision));",
      replace: '',
    },
  },
  {
    name: 'what the policies of now demand is asked for',
    hint: 19,
    edit: {
      file: 'gateway/flows/resume.ts',
      find: 'if (!isMet(decision.approvals, votes)) return',
      replace: 'if (approval.votes.length === 0) return',
    },
  },
  {
    name: 'a limit is lifted only where people were asked about it',
    hint: 151,
    edit: {
      file: 'gateway/flows/resume.ts',
      find: 'overrides.find((cell) => isOfBalance(cell, line));\n    if',
      replace: '{ limit: 0 };\n    if',
    },
  },
  {
    name: 'the limit of another day is another',
    hint: 15,
    edit: {
      file: 'gateway/flows/resume.ts',
      find: 'overrides.find((cell) => isOfBalance(cell, line));\n    if',
      replace:
        'overrides.find((cell) => isOfBalance({ ...cell, window: line.window }, line) && (cell.window === CURRENT) === (line.window === CURRENT));\n    if',
    },
  },
  {
    name: 'who has left counts no more where people are asked again',
    hint: 2,
    edit: { file: 'gateway/flows/resume.ts', find: '{ ...approval, votes }', replace: 'approval' },
  },
  {
    name: 'who has left approves nothing any more',
    hint: 2,
    edit: {
      file: 'gateway/flows/resume.ts',
      find: 'const votes = votesOfNow(governance.bundle, record, approval);',
      replace: 'const { votes } = approval;',
    },
  },
  {
    name: 'a message that is found again is put right',
    hint: 33,
    edit: {
      file: 'gateway/flows/tell.ts',
      find: 'ref: sought.ref, shownVersion: 0',
      replace: 'ref: sought.ref, shownVersion: Number.MAX_SAFE_INTEGER',
    },
  },
  {
    name: 'nobody is somebody else by another address',
    hint: 58,
    edit: {
      file: 'gateway/flows/vote.ts',
      find: 'const addresses = addressesOf(bundle.organization, person);',
      replace: 'const addresses = addressesOf(bundle.organization, person).slice(0, 0).concat(person);',
    },
  },
  {
    name: 'a line that never fits is not reserved',
    hint: 15,
    edit: {
      file: 'gateway/flows/resume.ts',
      find: 'const hopeless = lines.filter(neverFits);',
      replace: 'const hopeless = lines.filter((line) => neverFits(line) && line.amount < 0);',
    },
  },
  {
    name: 'an approved job that nothing starts expires',
    hint: 10,
    edit: { file: 'gateway/flows/resume.ts', find: 'if (at >= approval.until) return', replace: 'if (at < 0) return' },
  },
  {
    name: 'what nobody decides expires',
    hint: 2,
    edit: { file: 'gateway/flows/held.ts', find: 'if (at >= approval.until) {', replace: 'if (at < 0) {' },
  },
  {
    name: 'people are reminded once',
    hint: 3,
    edit: { file: 'gateway/flows/held.ts', find: 'approval.remindedAt === null && ', replace: '' },
  },
  {
    name: 'one tells at a time',
    hint: 23,
    edit: { file: 'gateway/flows/tell.ts', find: ' || isAtWork(notice, ports.clock.now())', replace: '' },
  },
  {
    name: 'what may have been told is looked for first',
    hint: 1,
    edit: {
      file: 'gateway/flows/tell.ts',
      find: 'notice.attempt !== null && notice.attempt.key !== UPDATE.key ? notice.attempt : null;',
      replace: 'null as Attempt | null;',
    },
  },
  {
    name: 'nothing is told when somebody else may be telling it',
    hint: 271,
    edit: {
      file: 'gateway/flows/tell.ts',
      find: 'if (ports.clock.now() > begunAt + TELL_WINDOW_MS)',
      replace: 'if (begunAt < 0)',
    },
  },
  {
    name: 'what people were told is changed by one at a time',
    hint: 177,
    edit: {
      file: 'gateway/adapters/dynamodb/notices.ts',
      find: "'revision = :seen'",
      replace: "'revision = :seen OR attribute_exists(revision)'",
    },
  },
  {
    name: 'a message follows the record',
    hint: 1,
    edit: {
      file: 'gateway/flows/tell.ts',
      find: 'if (shownVersion < record.version) return UPDATE;',
      replace: '',
    },
  },
];
