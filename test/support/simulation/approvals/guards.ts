/** One guard of the approvals, and how to take it out: by an edit of the source. */
export interface Guard {
  readonly name: string;
  /** A seed near which the simulation notices; whoever changes the simulation finds others with its `main.ts`. */
  readonly hint: number;
  readonly edit: { readonly file: string; readonly find: string; readonly replace: string };
}

/** Each must make the simulation fail; a guard that nothing misses would be no guard. */
export const GUARDS: readonly Guard[] = [
  {
    name: 'a vote is counted on the record as it is',
    hint: 24,
    edit: {
      file: 'gateway/adapters/dynamodb/approvals.ts',
      find: "'#state = :seenState AND version = :seenVersion'",
      replace: "'#state = :seenState AND (version = :seenVersion OR attribute_exists(version))'",
    },
  },
  {
    name: 'a grant that is over lets nothing through',
    hint: 7,
    edit: {
      file: 'gateway/adapters/dynamodb/approvals.ts',
      find: 'AND approvalUntil > :now',
      replace: 'AND (approvalUntil > :now OR attribute_exists(approvalUntil))',
    },
  },
  {
    name: 'no end overtakes a vote that it knows nothing of',
    hint: 59,
    edit: {
      file: 'gateway/adapters/dynamodb/end.ts',
      find: "['version = :seenVersion']",
      replace: "['(version = :seenVersion OR attribute_exists(version))']",
    },
  },
  {
    name: 'whoever ends leaves the list of those that wait',
    hint: 1,
    edit: {
      file: 'gateway/adapters/dynamodb/end.ts',
      find: '...(isWaiting(record.state) ? [noLongerWaiting(table, record)] : []),',
      replace: '',
    },
  },
  {
    name: 'nobody decides on a job of their own',
    hint: 6,
    edit: {
      file: 'gateway/approvals/vote.ts',
      find: "if (voter.person === record.person) return { code: 'self-approval', detail: SELF };",
      replace: '',
    },
  },
  {
    name: 'only those decide who are asked',
    hint: 4,
    edit: {
      file: 'gateway/approvals/vote.ts',
      find: 'if (!isAsked(approval.requirements, voter.groups)) {',
      replace: 'if (voter.groups === undefined) {',
    },
  },
  {
    name: 'nobody votes twice',
    hint: 24,
    edit: {
      file: 'gateway/approvals/vote.ts',
      find: "if (approval.votes.some((vote) => vote.person === person)) return ok({ kind: 'said-before' });",
      replace: '',
    },
  },
  {
    name: 'nobody votes too late',
    hint: 10,
    edit: { file: 'gateway/approvals/vote.ts', find: 'if (at >= approval.until)', replace: 'if (at < 0)' },
  },
  {
    name: 'nobody votes on what was asked before',
    hint: 483,
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
    hint: 4,
    edit: {
      file: 'gateway/shared/requirements.ts',
      find: 'for (const vote of votes) seat(vote, seats, taken, new Set());',
      replace:
        'for (const vote of votes) for (const [i, { group }] of seats.entries()) if (!taken.has(i) && vote.groups.includes(group)) taken.set(i, vote);',
    },
  },
  {
    name: 'what the policies of now deny does not run',
    hint: 184,
    edit: {
      file: 'gateway/flows/resume.ts',
      find: "if (decision.verdict === 'deny') return denyNow(ports, record, refusalText(decision));",
      replace: '',
    },
  },
  {
    name: 'what the policies of now demand is asked for',
    hint: 75,
    edit: {
      file: 'gateway/flows/resume.ts',
      find: 'if (!isMet(decision.approvals, approval.votes)) return',
      replace: 'if (approval.votes.length === 0) return',
    },
  },
  {
    name: 'a limit is lifted only where people were asked about it',
    hint: 65,
    edit: {
      file: 'gateway/flows/resume.ts',
      find: 'overrides.some((cell) => isSameLimit(cell, line));',
      replace: 'overrides.every((cell) => isSameLimit(cell, cell));',
    },
  },
  {
    name: 'a line that never fits is not reserved',
    hint: 25,
    edit: {
      file: 'gateway/flows/resume.ts',
      find: 'const hopeless = lines.filter(neverFits);',
      replace: 'const hopeless = lines.filter((line) => neverFits(line) && line.amount < 0);',
    },
  },
  {
    name: 'an approved job that nothing starts expires',
    hint: 2,
    edit: { file: 'gateway/flows/resume.ts', find: 'if (at >= approval.until) return', replace: 'if (at < 0) return' },
  },
  {
    name: 'what nobody decides expires',
    hint: 1,
    edit: { file: 'gateway/flows/held.ts', find: 'if (at >= approval.until) {', replace: 'if (at < 0) {' },
  },
  {
    name: 'people are reminded once',
    hint: 1,
    edit: { file: 'gateway/flows/held.ts', find: 'approval.remindedAt === null && ', replace: '' },
  },
  {
    name: 'one tells at a time',
    hint: 199,
    edit: { file: 'gateway/flows/tell.ts', find: ' || isAtWork(notice, ports.clock.now())', replace: '' },
  },
  {
    name: 'what may have been told is looked for first',
    hint: 31,
    edit: {
      file: 'gateway/flows/tell.ts',
      find: 'await soughtAs(telling, seen, next, before)',
      replace: 'null',
    },
  },
  {
    name: 'nothing is told when somebody else may be telling it',
    hint: 70,
    edit: {
      file: 'gateway/flows/tell.ts',
      find: 'if (ports.clock.now() > begunAt + TELL_WINDOW_MS)',
      replace: 'if (begunAt < 0)',
    },
  },
  {
    name: 'what people were told is changed by one at a time',
    hint: 9,
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
      find: "if (shownVersion < record.version) return 'update';",
      replace: '',
    },
  },
];
