import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { admittedRecord, type DecisionRecord, refusedRecord } from '../../cli/policies/records/record.ts';
import { readRecords } from '../../cli/policies/records/record-file.ts';
import { replay } from '../../cli/policies/records/replay-records.ts';
import { type RecordTable, tableRecords } from '../../cli/policies/records/table-records.ts';
import { textOf } from '../../cli/policies/replay.ts';
import { waiverReport } from '../../cli/policies/waivers/report.ts';
import { auditItem } from '../../gateway/adapters/dynamodb/audit-log.ts';
import { packedRequest, payloadKey, recordItem } from '../../gateway/adapters/dynamodb/items.ts';
import type { RefusalEntry } from '../../gateway/audit/entry.ts';
import type { Waiver } from '../../gateway/rules/waiver.ts';
import type { Approval } from '../../gateway/shared/approval.ts';
import type { Violation } from '../../gateway/shared/decision.ts';
import type { JobRecord } from '../../gateway/shared/job.ts';
import type { JsonObject } from '../../gateway/shared/json.ts';
import { bundleOf, NOW } from '../support/judging.ts';
import { trainingJob } from '../support/training-job.ts';

const ORGANIZATION = `
name: Example Corp
accounts: [{ id: '111122223333', regions: [eu-west-1] }]
teams:
  - { id: vision, department: research, trainingRoles: [arn:aws:iam::111122223333:role/vision-training], values: {} }
people: [{ id: ada@example.com, name: Ada, team: vision }]
principals: []
`;
const WAIVERS = `waivers:
  - waiver: big-run
    policy: caps
    rule: instance-caps
    for: { teams: [vision] }
    within: [{ rule: instance-caps, params: { maxInstances: 9 } }]
    owner: a@example.com
    reason: r
    ticket: T-1
    expires: '2026-11-20T00:00:00Z'
    maxUses: 3
`;
const capped = (most: number, more: Readonly<Record<string, string>> = {}) =>
  bundleOf({
    'organization.yaml': ORGANIZATION,
    'quotas.yaml': 'quotas: []\n',
    'caps.yaml': `policy: caps\ndescription: d\nowner: a@example.com\nbindings:\n  - { rule: instance-caps, enforcement: deny, params: { maxInstances: ${most} } }\n`,
    'prices.yaml':
      'date: 2026-11-01\nusdPerGbMonth: { eu-west-1: 0 }\nusdPerHour: { eu-west-1: { ml.m5.xlarge: 0.5 } }\n',
    ...more,
  });

const request = (count: number, parts: JsonObject = {}): JsonObject =>
  trainingJob({
    RoleArn: 'arn:aws:iam::111122223333:role/vision-training',
    ResourceConfig: { InstanceType: 'ml.m5.xlarge', InstanceCount: count, VolumeSizeInGB: 10 },
    StoppingCondition: { MaxRuntimeInSeconds: 7200 },
    ...parts,
  });

const record = (parts: Partial<DecisionRecord>): DecisionRecord => ({
  at: new Date(NOW).toISOString(),
  id: 'id',
  name: 'job',
  person: 'ada@example.com',
  team: 'vision',
  verdict: 'allow',
  policyVersion: 'v',
  policies: [],
  waivers: [],
  waived: [],
  request: request(3),
  ...parts,
});

async function* stream<T>(items: readonly T[]): AsyncIterable<T> {
  yield* items;
}

async function collected<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('replay', () => {
  it('says who would have been refused, for what, and what the job costs at most', async () => {
    const { judged, wouldRefuse, wouldAdmit } = await replay(
      capped(2),
      stream([record({ name: 'three' }), record({ name: 'one', request: request(1) })]),
    );
    expect([judged, wouldAdmit]).toEqual([{ admitted: 2, held: 0, refused: 0 }, []]);
    // Three instances, two hours, half a dollar.
    expect(wouldRefuse).toMatchObject([{ name: 'three', policies: ['caps'], worstCostUsd: 3 }]);
  });

  it('says who would have been admitted, and what refused then', async () => {
    const refused = record({ verdict: 'deny', policies: ['old-caps'] });
    const { judged, wouldAdmit } = await replay(capped(3), stream([refused, { ...refused, request: request(4) }]));
    expect(judged).toEqual({ admitted: 0, held: 0, refused: 2 });
    expect(wouldAdmit).toMatchObject([{ name: 'job', policies: ['old-caps'] }]);
  });

  it('says who would have been held, and who not any more', async () => {
    const holding = (most: number) =>
      bundleOf({
        'organization.yaml': ORGANIZATION.replace('team: vision }]', 'team: vision, groups: [leads] }]'),
        'quotas.yaml': 'quotas: []\n',
        'caps.yaml': `policy: caps\ndescription: d\nowner: a@example.com\nbindings:\n  - { rule: instance-caps, enforcement: hold, approvals: [{ group: leads }], params: { maxInstances: ${most} } }\n`,
      });
    const records = [
      record({ name: 'admitted' }),
      record({ name: 'held', verdict: 'hold', policies: ['old-caps'] }),
      record({ name: 'refused', verdict: 'deny', policies: ['old-caps'] }),
    ];
    const names = (some: readonly { name: string; policies: readonly string[] }[]) =>
      some.map(({ name, policies }) => [name, ...policies]);
    const then = await replay(holding(2), stream(records));
    expect(then.judged).toEqual({ admitted: 1, held: 1, refused: 1 });
    expect([then.wouldRefuse, names(then.wouldHold), then.wouldAdmit]).toEqual([
      [],
      [
        ['admitted', 'caps'],
        ['refused', 'caps'],
      ],
      [],
    ]);
    const now = await replay(holding(3), stream(records));
    expect([now.wouldHold, names(now.wouldAdmit)]).toEqual([
      [],
      [
        ['held', 'old-caps'],
        ['refused', 'old-caps'],
      ],
    ]);
    const denied = await replay(capped(2), stream(records));
    expect(names(denied.wouldRefuse)).toEqual([
      ['admitted', 'caps'],
      ['held', 'caps'],
    ]);
    expect(textOf(then)).toContain('would have held for approval 2 of 2 jobs that were admitted or refused');
    expect(textOf(now)).toContain('would have admitted 2 of 2 jobs that were refused or held');
    expect(textOf(denied)).toContain('would have refused 2 of 2 jobs that were admitted or held, at most');
  });

  it.each<[string, Partial<DecisionRecord>, string]>([
    ['a hold over quota', { verdict: 'hold', policies: ['quotas'] }, 'notByPolicies'],
    ['somebody who is gone', { person: 'gone@example.com' }, 'unknownPeople'],
    ['a refusal over quota', { verdict: 'deny', policies: ['quotas'] }, 'notByPolicies'],
    ['a name that was taken', { verdict: 'deny' }, 'notByPolicies'],
    ['a request that was not kept', { request: null }, 'withoutRequest'],
    ['a request that is not valid', { request: { TrainingJobName: 'x' } }, 'invalid'],
  ])('passes over %s, and counts it', async (_, parts, reason) => {
    const { judged, notJudged, wouldRefuse } = await replay(capped(2), stream([record(parts)]));
    expect([judged, wouldRefuse]).toEqual([{ admitted: 0, held: 0, refused: 0 }, []]);
    expect(Object.entries(notJudged).filter(([, count]) => count > 0)).toEqual([[reason, 1]]);
  });

  it('judges by the waivers that were in force then', async () => {
    const before = record({ name: 'before', at: '2026-11-19T00:00:00.000Z' });
    const after = record({ name: 'after', at: '2026-11-21T00:00:00.000Z' });
    const { wouldRefuse } = await replay(capped(2, { 'waivers.yaml': WAIVERS }), stream([after, before]));
    expect(wouldRefuse.map(({ name }) => name)).toEqual(['after']);
  });
});

const violation: Violation = {
  policy: 'caps',
  rule: 'instance-caps',
  enforcement: 'deny',
  path: '',
  message: 'm',
  observed: 1,
  limit: 0,
  remedy: 'r',
  link: null,
  owner: null,
  waiver: null,
  waiverRequest: null,
};
const decision = (violations: readonly Violation[]) => ({
  id: 'admission',
  verdict: 'allow' as const,
  policyVersion: 'v',
  violations,
  approvals: [],
  completed: [],
  corrected: null,
  correction: [],
  needs: [],
  estimate: null,
});
const job: JobRecord = {
  admissionId: 'admission',
  action: 'CreateTrainingJob',
  name: 'job',
  arn: 'arn',
  principalArn: 'arn',
  person: 'ada@example.com',
  team: 'vision',
  state: 'submitted',
  version: 1,
  submittedHash: 'a',
  completedHash: 'b',
  decision: decision([{ ...violation, waiver: 'big-run' }]),
  approval: null,
  rejudged: null,
  lines: [],
  createdAt: NOW,
  forwardDeadline: NOW,
  metered: [],
  longestSeconds: 3_600,
  reservationVersion: 1,
  settlement: null,
  waiting: null,
  overranAt: null,
  stopRequestedAt: null,
  deletedAt: null,
  upstream: null,
  refusal: null,
  history: [],
};
const refusal: RefusalEntry = {
  id: 'refusal',
  at: NOW,
  action: 'CreateTrainingJob',
  principal: { arn: '', person: 'ada@example.com', team: 'vision', roles: [], groups: [] },
  name: 'refused',
  code: 'policy-denied',
  submittedHash: 'a',
  decision: decision([violation]),
  request: request(3),
};
const completed: JsonObject = {
  ...request(1),
  Tags: [
    { Key: 'a', Value: 'b' },
    { Key: 'traingate:admission', Value: 'admission' },
  ],
};

describe('records of a table', () => {
  type Items = readonly Record<string, AttributeValue>[];
  const payload = { ...payloadKey('admission'), request: { B: packedRequest(completed) } };
  const table = (...pages: readonly Items[]): RecordTable => {
    const send = async (command: ScanCommand) => {
      const page = Number(command.input.ExclusiveStartKey?.page?.N ?? 0);
      const more = page + 1 < pages.length ? { LastEvaluatedKey: { page: { N: String(page + 1) } } } : {};
      return { Items: pages[page], ...more };
    };
    return { name: 't', client: { send } as unknown as RecordTable['client'] };
  };

  it('are what was admitted, as it was sent, and what was refused; halves may be on different pages', async () => {
    const change = auditItem({ ...refusal, id: 'update', action: 'UpdateTrainingJob' });
    const ledger = { pk: { S: 'LEDGER#org' }, sk: { S: 'current' } };
    const counts: number[] = [];
    const pages = table([payload, ledger, change], [], [recordItem(job), auditItem(refusal)]);
    const records = await collected(tableRecords(pages, (count) => counts.push(count)));
    expect(records).toEqual([
      {
        ...{ at: '2026-11-27T00:00:00.000Z', id: 'admission', name: 'job', person: 'ada@example.com', team: 'vision' },
        ...{ verdict: 'allow', policyVersion: 'v', policies: [], waivers: ['big-run'] },
        waived: [{ waiver: 'big-run', policy: 'caps', rule: 'instance-caps' }],
        request: { ...request(1), Tags: [{ Key: 'a', Value: 'b' }] },
      },
      {
        ...{ at: '2026-11-27T00:00:00.000Z', id: 'refusal', name: 'refused', person: 'ada@example.com' },
        ...{ team: 'vision', verdict: 'deny', policyVersion: 'v', policies: ['caps'], waivers: [], waived: [] },
        request: request(3),
      },
    ]);
    expect(counts).toEqual([3, 3, 5]);
  });

  it('have no request where the payload is gone', async () => {
    expect(await collected(tableRecords(table([recordItem(job)]), () => undefined))).toMatchObject([
      { id: 'admission', request: null },
    ]);
  });
});

describe('records of jobs that people were asked about', () => {
  const approval: Approval = {
    ...{ round: 1, requirements: [{ group: 'leads', count: 1 }], votes: [], denial: null, askedAt: NOW, until: NOW },
    ...{ remindedAt: null, overrides: [], secretPaths: [], waitingFor: null },
  };
  const hold: Violation = { ...violation, policy: 'cost', enforcement: 'hold', approvals: approval.requirements };
  const waived: Violation = { ...violation, waiver: 'big-run' };
  const held = (parts: Partial<JobRecord>): JobRecord => ({
    ...job,
    decision: { ...decision([hold, waived]), verdict: 'hold' },
    approval,
    state: 'held',
    ...parts,
  });
  const started = { at: NOW, state: 'forwarding' as const, by: 'resume', note: '' };

  it.each<[string, JobRecord, string[]]>([
    ['waits', held({}), []],
    ['was denied', held({ state: 'denied' }), []],
    ['has started, by the waivers of then', held({ state: 'submitted', history: [started] }), ['big-run']],
    [
      'has started, with no waiver any more',
      held({ state: 'finished', history: [started], rejudged: decision([hold]) }),
      [],
    ],
  ])('a job that %s', (_, given, waivers) => {
    expect(admittedRecord(given, completed)).toMatchObject({ verdict: 'hold', policies: ['cost'], waivers });
  });

  it('are of a hold, too, where the caller did not wait, and of a denial where the name was taken', () => {
    const entry = { ...refusal, decision: { ...decision([hold]), verdict: 'hold' as const } };
    expect(refusedRecord({ ...entry, code: 'approval-required' })).toMatchObject({
      verdict: 'hold',
      policies: ['cost'],
    });
    expect(refusedRecord({ ...entry, code: 'name-taken' })).toMatchObject({ verdict: 'deny', policies: [] });
  });
});

describe('records of a file', () => {
  const inFile = async (text: string) => {
    const folder = await mkdtemp(join(tmpdir(), 'traingate-records-'));
    try {
      await writeFile(join(folder, 'r.jsonl'), text);
      return await collected(readRecords(join(folder, 'r.jsonl')));
    } finally {
      await rm(folder, { recursive: true });
    }
  };

  it('are those that were written', async () => {
    const records = [admittedRecord(job, completed), refusedRecord(refusal), record({ verdict: 'hold' })];
    expect(await inFile(`${records.map((each) => JSON.stringify(each)).join('\n')}\n\n`)).toEqual(records);
  });

  it.each([
    ['no JSON', 'x'],
    ['no record', '{"id":"a"}'],
    ['a record of no time', JSON.stringify(record({ at: 'yesterday' }))],
    ['a list', '[]'],
    ['a record of no verdict', JSON.stringify({ ...record({}), verdict: 'held' })],
  ])('may not be %s: the line is named', async (_, line) => {
    await expect(inFile(`${JSON.stringify(record({}))}\n${line}\n`)).rejects.toThrow(/r\.jsonl:2 is not a record/);
  });
});

describe('waiverReport', () => {
  const waiver = (id: string, expires: string): Waiver => ({
    ...{ waiver: id, policy: 'caps', rule: 'instance-caps', for: { teams: ['vision'] }, within: [] },
    ...{ owner: 'a@example.com', reason: 'r', ticket: 'T-1', expires, maxUses: 3 },
  });
  const waivers = [
    waiver('big-run', '2026-12-04T00:00:00Z'),
    waiver('old', '2026-11-26T00:00:00Z'),
    waiver('new', '2027-06-01T00:00:00Z'),
  ];
  const admitted = [admittedRecord(job, completed)];

  it('says how each stands, and nothing of uses that nobody counted', () => {
    expect(waiverReport(waivers, null, NOW).waivers.map(({ standing, uses }) => [standing, uses])).toEqual([
      ['ends soon', null],
      ['expired', null],
      ['in force', null],
    ]);
  });

  it('says which jobs each admitted, and what was let pass', () => {
    const report = waiverReport(waivers, { admitted, counts: null }, NOW);
    expect(report.waivers.map(({ uses, jobs }) => [uses, jobs.map(({ name }) => name)])).toEqual([
      [1, ['job']],
      [0, []],
      [0, []],
    ]);
    expect(report.letPass).toEqual([{ policy: 'caps', rule: 'instance-caps', violations: 1, jobs: 1 }]);
  });

  it('goes by the count of the gateway where there is one', () => {
    const counts = new Map([['old', 3]]);
    expect(waiverReport(waivers, { admitted, counts }, NOW).waivers.map(({ uses }) => uses)).toEqual([0, 3, 0]);
  });
});
