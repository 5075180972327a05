import type { Guard } from './guard.ts';

/** Each must make the simulation fail; a guard that nothing misses would be no guard. */
export const ADMISSION_GUARDS: readonly Guard[] = [
  {
    name: 'a name has one living holder',
    hint: 2,
    edit: {
      file: 'gateway/adapters/dynamodb/admit.ts',
      find: 'attribute_not_exists(pk) OR #state',
      replace: 'attribute_exists(pk) OR attribute_not_exists(pk) OR #state',
    },
  },
  {
    name: 'no balance above its limit',
    hint: 12,
    edit: {
      file: 'gateway/adapters/dynamodb/ledger-updates.ts',
      find: 'N: String(room)',
      replace: 'N: String(room + 1_000)',
    },
  },
  {
    name: 'nothing is sent after the forwardDeadline',
    hint: 149,
    edit: {
      file: 'gateway/flows/forward.ts',
      find: 'if (ports.clock.now() > record.forwardDeadline) return record;',
      replace: '',
    },
  },
  {
    name: 'an event counts only by its admission tag',
    hint: 4,
    edit: {
      file: 'gateway/flows/observe.ts',
      find: 'if (change.admissionId === null) return;\n  const record = await ports.store.find(change.admissionId);',
      replace: "const record = await ports.store.findByName(change.arn.split('/')[1] ?? '');",
    },
  },
  {
    name: 'a name in use is ours only by its admission tag',
    hint: 1,
    edit: {
      file: 'gateway/flows/forward.ts',
      find: "const look = await lookAt(ports, record);\n  if (look.kind === 'ours') return",
      replace:
        "const look = await lookAt(ports, record);\n  if (look.kind === 'ours' || refusal.code === 'ResourceInUse') return",
    },
  },
  {
    name: 'a refused repeat is decided by what stands upstream',
    hint: 12,
    edit: {
      file: 'gateway/flows/forward.ts',
      find: "return attempt === 'first'\n",
      replace: 'return attempt !== null\n',
    },
  },
  {
    name: 'a reservation ends once',
    hint: 294,
    edit: {
      file: 'gateway/shared/job.ts',
      find: "finished: ['forwarding', 'submitted', 'retained'],",
      replace: "finished: ['forwarding', 'submitted', 'retained', 'finished', 'refused'],",
    },
  },
  {
    name: 'reconcile waits until no attempt can be under way',
    hint: 328,
    edit: {
      file: 'gateway/flows/reconcile.ts',
      find: 'ports.clock.now() > record.forwardDeadline + ABSENCE_WAIT_MS;',
      replace: 'ports.clock.now() > 0 * record.forwardDeadline;',
    },
  },
  {
    name: 'one process at a time takes up a record',
    hint: 213,
    edit: {
      file: 'gateway/adapters/dynamodb/transitions.ts',
      find: "UpdateExpression: 'SET forwardDeadline = :deadline, nextCheckAt = :next, leasedBy = :mark',\n    ConditionExpression: '#state = :forwarding AND forwardDeadline = :seen'",
      replace:
        "UpdateExpression: 'SET forwardDeadline = :deadline, nextCheckAt = :next, leasedBy = :mark',\n    ConditionExpression: '#state = :forwarding AND (forwardDeadline = :seen OR attribute_exists(forwardDeadline))'",
    },
  },
  {
    name: 'a stop that was not carried out is swept up',
    hint: 44,
    edit: {
      file: 'gateway/flows/reconcile.ts',
      find: 'if (record.stopRequestedAt !== null || isToStop) await passStopOn(ports, record);',
      replace: '',
    },
  },
  {
    name: 'a job upstream is ours only by its admission tag',
    hint: 1,
    faults: { blindToTags: true },
  },
  {
    name: 'the wait covers the latest that a create takes effect',
    hint: 1354,
    faults: { latestEffectMs: 900_000 },
  },
  {
    name: 'an absent job is no refusal before the wait is over',
    hint: 405,
    edit: {
      file: 'gateway/flows/reconcile.ts',
      find: 'if (asked > record.forwardDeadline + ABSENCE_WAIT_MS)',
      replace: 'if (asked > 0)',
    },
  },
  {
    name: 'the wait is long enough',
    hint: 1133,
    edit: {
      file: 'gateway/flows/timing.ts',
      find: 'ABSENCE_WAIT_MS = 5 * 60_000',
      replace: 'ABSENCE_WAIT_MS = 2 * 60_000',
    },
  },
  {
    name: 'only a record that is forwarding becomes submitted',
    hint: 76,
    edit: {
      file: 'gateway/adapters/dynamodb/transitions.ts',
      find: "    ConditionExpression: '#state = :forwarding',",
      replace: "    ConditionExpression: '#state = :forwarding OR attribute_exists(pk)',",
    },
  },
  {
    name: 'a tag on another job settles nothing',
    hint: 6,
    edit: {
      file: 'gateway/flows/observe.ts',
      find: 'if (!record || record.arn !== change.arn) {',
      replace: 'if (!record) {',
    },
  },
  {
    name: 'a job that is gone is settled',
    hint: 46,
    edit: {
      file: 'gateway/flows/reconcile.ts',
      find: 'if (asked > record.forwardDeadline + ABSENCE_WAIT_MS) return recordGone(ports, record);',
      replace: '',
    },
  },
  {
    name: 'a stop looks at the tag first',
    hint: 2143,
    edit: {
      file: 'gateway/flows/forward.ts',
      find: "const outcome = look.kind === 'ours' ? await",
      replace: "const outcome = look.kind !== 'unknown' ? await",
    },
  },
  {
    name: 'a stop that was asked for starts nothing',
    hint: 20,
    edit: {
      file: 'gateway/flows/reconcile.ts',
      find: 'if (record.stopRequestedAt !== null) return withdrawOrStop(ports, leased);',
      replace: '',
    },
  },
  {
    name: 'nothing is withdrawn while SageMaker cannot be asked',
    hint: 106,
    edit: {
      file: 'gateway/flows/forward.ts',
      find: "throw new Kind('SageMaker could not be asked about the job', { cause: look.cause });",
      replace: "return { kind: 'none' };",
    },
  },
  {
    name: 'nothing is deleted before W after the end',
    hint: 1024,
    edit: {
      file: 'gateway/flows/delete.ts',
      find: 'if (now > from) return null;',
      replace: 'if (from > 0) return null;',
    },
  },
  {
    name: 'what was used up takes the place of what was reserved',
    hint: 4,
    edit: {
      file: 'gateway/adapters/dynamodb/ledger-updates.ts',
      find: 'settled - amount] as const',
      replace: '-amount] as const',
    },
  },
  {
    name: 'a refused job costs nothing',
    hint: 1,
    edit: {
      file: 'gateway/flows/forward.ts',
      find: 'refusal, settlement: NOTHING_SETTLED }',
      replace: 'refusal, settlement: settledInFull(record) }',
    },
  },
  {
    name: 'a warm pool is paid for',
    hint: 4,
    edit: {
      file: 'gateway/quota/settlement.ts',
      find: 'monitoringSeconds: trainingSeconds,\n  keptSeconds,',
      replace: 'monitoringSeconds: trainingSeconds,\n  keptSeconds: 0,',
    },
  },
  {
    name: 'spot instances are settled at what is billed',
    hint: 13,
    edit: {
      file: 'gateway/quota/settlement.ts',
      find: 'trainingSeconds: billableSeconds,',
      replace: 'trainingSeconds,',
    },
  },
  {
    name: 'a kept pool keeps the reservation open',
    hint: 4,
    edit: { file: 'gateway/flows/forward.ts', find: 'if (known.isPoolKept) {', replace: 'if (known === null) {' },
  },
  {
    name: 'a pool that has ended ends the reservation',
    hint: 4,
    edit: {
      file: 'gateway/flows/reconcile.ts',
      find: "if (record?.state === 'retained') await reconcileRetained(ports, record);",
      replace: '',
    },
  },
  {
    name: 'an end settles the reservation that there is',
    hint: 2054,
    edit: {
      file: 'gateway/adapters/dynamodb/end.ts',
      find: "'reservationVersion = :seen',",
      replace: "'(reservationVersion = :seen OR attribute_exists(reservationVersion))',",
    },
  },
  {
    name: 'an update reserves more only beside the reservation that it saw',
    hint: 13,
    edit: {
      file: 'gateway/adapters/dynamodb/reserve-anew.ts',
      find: 'AND reservationVersion = :seen',
      replace: 'AND (reservationVersion = :seen OR attribute_exists(reservationVersion))',
    },
  },
  {
    name: 'an update reserves what it takes',
    hint: 13,
    edit: {
      file: 'gateway/flows/reserve-more.ts',
      find: 'if (more.every(({ amount }) => amount === 0))',
      replace: 'if (more.length > 0)',
    },
  },
  {
    name: 'an update reserves before it is passed on',
    hint: 131,
    edit: {
      file: 'gateway/flows/update.ts',
      find: '  const reserved = await reserveMore(',
      replace: "  await passedOn(relay, 'UpdateTrainingJob', update);\n  const reserved = await reserveMore(",
    },
  },
  {
    name: 'nobody is refused because SageMaker is busy',
    hint: 18,
    edit: {
      file: 'gateway/flows/forward.ts',
      find: 'if (now > (record.waiting?.since ?? now) + BUSY_PATIENCE_MS)',
      replace: 'if (now > 0)',
    },
  },
  {
    name: 'an alert is raised once',
    hint: 34,
    edit: {
      file: 'gateway/adapters/dynamodb/alerts.ts',
      find: "'attribute_not_exists(#told) OR #told < :amount'",
      replace: "'attribute_not_exists(#told) OR #told <= :amount'",
    },
  },
  {
    name: 'an alert is due until it was told',
    hint: 34,
    edit: {
      file: 'gateway/adapters/dynamodb/alerts.ts',
      find: 'Item: { ...auditItem(alert), checkShard, nextCheckAt: N(alert.at) }',
      replace: 'Item: auditItem(alert)',
    },
  },
  {
    name: 'an ended job is looked at once more, for what it used up',
    hint: 44,
    edit: {
      file: 'gateway/flows/reconcile.ts',
      find: 'await alertBudgets(ports, quotas, await budgetsOf(ports, quotas, record));\n  await ports.store.checkedForGood',
      replace: 'await ports.store.checkedForGood',
    },
  },
];
