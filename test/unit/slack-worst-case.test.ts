import { describe, expect, it } from '@jest/globals';
import { createTrainingJob } from '../../gateway/actions/create-training-job/action.ts';
import { viewOf } from '../../gateway/adapters/slack/dialog.ts';
import { messageOf, metadataOf, replyOf } from '../../gateway/adapters/slack/message.ts';
import type { ApprovalDetails } from '../../gateway/approvals/notice.ts';
import { detailsOf } from '../../gateway/flows/notice.ts';
import type { Need } from '../../gateway/shared/amount.ts';
import type { Violation } from '../../gateway/shared/decision.ts';
import { JOB_STATES } from '../../gateway/shared/job.ts';
import { messageProblems, viewProblems } from '../../local/slack/limits.ts';
import { details, notice } from '../support/approvals.ts';
import { admission } from '../support/job-store.ts';

const text = (length: number, of = 'x'): string => of.repeat(length);
const times = <T>(count: number, of: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => of(i));

/** As much as SageMaker's model takes (CreateTrainingJobRequest), and as wide as it can be written. */
const LARGEST = {
  TrainingJobName: text(63),
  RoleArn: `arn:aws:iam::111122223333:role/${text(2_017)}`,
  AlgorithmSpecification: { TrainingImage: text(255), TrainingInputMode: 'File' },
  InputDataConfig: times(20, (i) => ({
    ChannelName: `${text(60)}${i}`,
    DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://${text(1_019)}` } },
  })),
  OutputDataConfig: { S3OutputPath: `s3://${text(1_019)}` },
  ResourceConfig: {
    VolumeSizeInGB: 30,
    InstanceGroups: times(5, (i) => ({
      InstanceGroupName: `${text(60)}${i}`,
      InstanceType: 'ml.p4d.24xlarge',
      InstanceCount: 1_000,
    })),
  },
  StoppingCondition: { MaxRuntimeInSeconds: 2_419_200 },
  HyperParameters: Object.fromEntries(times(100, (i) => [`${i}${text(250)}`, text(2_500)])),
  Environment: Object.fromEntries(times(100, (i) => [`E${i}${text(500)}`, text(512)])),
  Tags: times(50, (i) => ({ Key: `${i}${text(126)}`, Value: text(256) })),
};

const violation = (index: number): Violation => ({
  policy: `policy-${index}-${text(50)}`,
  rule: 'cost-ceiling',
  enforcement: 'hold',
  path: '/ResourceConfig',
  message: text(2_000, '"'),
  observed: null,
  limit: null,
  remedy: '',
  link: `https://wiki.example.com/${text(270)}`,
  owner: null,
  waiver: null,
  waiverRequest: null,
  approvals: [{ group: 'finance', count: 1 }],
});

const need = (index: number): Need => ({
  scope: `tag:Project=${index}${text(240)}`,
  dimension: 'usdMicros',
  window: '2026-11',
  amount: 9_000_000_000_000,
  limit: 9_000_000_000_000,
  left: null,
});

async function largest(): Promise<ApprovalDetails> {
  const { record } = admission();
  const requirements = times(8, (i) => ({ group: `${i}${text(100)}`, count: 10 }));
  const votes = times(20, (i) => {
    const groups = [requirements[i % 8]?.group ?? ''];
    return { person: `${text(200)}${i}@example.com`, groups, at: 0, channel: 'slack' as const, policyVersion: 'v' };
  });
  const approval = {
    ...{ round: 1, requirements, votes, denial: null, askedAt: 0, until: 1, remindedAt: 1, overrides: [] },
    secretPaths: [],
    waitingFor: text(1_000, '\\'),
  };
  const person = `${text(240, '<')}@example.com`;
  const decision = { ...record.decision, violations: times(40, violation), needs: times(40, need) };
  const held = { ...record, name: LARGEST.TrainingJobName, state: 'held' as const, person, decision, approval };
  const store = { balances: async () => [] };
  return detailsOf({ store } as never, createTrainingJob, { record: held, request: LARGEST });
}

describe('within every limit of Slack at the worst', () => {
  it.each(JOB_STATES)('a message of a job that is %s', async (state) => {
    const status = text(3_000, '\u202e');
    const message = messageOf({ ...(await largest()), state, status });
    const metadata = metadataOf('00000000-0000-4000-8000-000000000001', 'asked');
    expect(messageProblems({ ...message, metadata })).toEqual([]);
  });

  it('a message of which every text is quotes', () => {
    const facts = times(11, () => ({ label: 'Quota before → after', value: text(5_000, '"') }));
    const reasons = times(9, () => ({ policy: text(63, '"'), message: text(900, '"'), link: null }));
    expect(messageProblems({ ...messageOf(notice({ facts, reasons, status: text(900, '"') })) })).toEqual([]);
  });

  it('a reply', async () => {
    const long = await largest();
    const replies = { 'asked-again': text(9_000, '"'), reminder: text(9_000, '\u202e'), started: 'a', ended: 'b' };
    for (const kind of ['asked-again', 'reminder', 'started', 'ended'] as const) {
      expect(messageProblems({ ...replyOf({ ...long, replies }, kind) })).toEqual([]);
    }
  });

  it.each(['approve', 'deny', 'details'] as const)('the dialog of %s', async (kind) => {
    const long = await largest();
    const view = viewOf(kind === 'details' ? { kind, details: long } : { kind, notice: long });
    expect(viewProblems(JSON.parse(JSON.stringify(view)))).toEqual([]);
  });

  it('details whose letters take three bytes each', async () => {
    const many = Array.from({ length: 100 }, () => '\u93e1'.repeat(2_500));
    const changes = many.map((value) => ({ op: 'add', path: '/Tags/-', value }) as const);
    const facts = times(9, (n) => ({ label: `${n}`, value: '\u93e1'.repeat(2_000) }));
    const view = viewOf({ kind: 'details', details: { ...(await largest()), facts, changes, request: { many } } });
    expect(JSON.stringify(view)).toContain('the REST API has the rest');
    expect(viewProblems(JSON.parse(JSON.stringify(view)))).toEqual([]);
    const grown = { ...view, blocks: [...view.blocks, ...view.blocks.slice(-30)] };
    expect(viewProblems(grown).map(({ error }) => error)).toContain('view_too_large');
  });

  it('a dialog that says why not', () => {
    const view = viewOf({ kind: 'told', text: text(20_000, '\u0000') });
    expect(viewProblems(JSON.parse(JSON.stringify(view)))).toEqual([]);
  });
});

describe('what others write', () => {
  const EVIL = '*bold* <!channel> <https://evil.example.com|here> &amp; `code`\u202egnp.exe\u0007\nNext: approved';

  it('is no markup, mention or link, and hides nothing', () => {
    const facts = [{ label: 'Data', value: EVIL }];
    const reasons = [{ policy: 'cost', message: EVIL, link: null }];
    const { blocks, text: fallback } = messageOf(notice({ name: EVIL, status: EVIL, facts, reasons }));
    const marked = textObjects(blocks).filter(({ type }) => type === 'mrkdwn');
    expect(marked.map((each) => each.text)).toEqual(['*Data*']);
    expect(textObjects(blocks).filter((each) => /[\p{Cc}\p{Cf}]/u.test(each.text.replaceAll('\n', '')))).toEqual([]);
    expect(textObjects(blocks).some((each) => each.text.includes('\\u202egnp.exe\\u0007'))).toBe(true);
    expect(fallback).not.toMatch(/[<>\p{Cf}]|&(?!amp;|lt;|gt;)/u);
  });

  it('is shown as it is in the details', () => {
    const view = viewOf({
      kind: 'details',
      details: details({ request: { [EVIL]: EVIL }, changes: [{ op: 'add', path: EVIL, value: EVIL }] }),
    });
    const marked = textObjects(view.blocks).filter(({ type }) => type === 'mrkdwn');
    expect(marked.every(({ text: each }) => !each.includes('channel'))).toBe(true);
  });

  it('ends no link of a policy', () => {
    const link = 'https://wiki.example.com/a>|<!here>';
    const { blocks } = messageOf(notice({ reasons: [{ policy: '<x>', message: 'm', link }] }));
    const [linked] = textObjects(blocks).filter(({ type, text: each }) => type === 'mrkdwn' && each.includes('wiki'));
    expect(linked?.text).toBe('<https://wiki.example.com/a&gt;|&lt;!here&gt;|&lt;x&gt;>');
  });
});

/** Every text object in a value. */
function textObjects(value: unknown): readonly { readonly type: string; readonly text: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'type' in value && 'text' in value && typeof value.text === 'string' ? [value as never] : [];
  return [...own, ...Object.values(value).flatMap(textObjects)];
}
