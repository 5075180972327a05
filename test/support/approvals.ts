import type { ApprovalDetails, ApprovalNotice } from '../../gateway/approvals/notice.ts';

/** What people are told of one job. */
export const notice = (parts: Partial<ApprovalNotice> = {}): ApprovalNotice => ({
  admissionId: '00000000-0000-4000-8000-000000000001',
  round: 1,
  version: 1,
  name: 'shelf-detection-full',
  person: 'ada@example.com',
  team: 'vision',
  state: 'held',
  status: 'Waiting for approval 0 of 1 (finance 0 of 1), expires 2026-11-27 17:00 UTC',
  reasons: [
    {
      policy: 'cost',
      message: 'the job may cost $2965.78, with 4 instances for 120 hours: allowed are at most $2500.00',
      link: 'https://wiki.example.com/finops/job-cost',
    },
  ],
  facts: [
    { label: 'Asked by', value: 'ada@example.com, team vision' },
    { label: 'Cost', value: 'at most $2965.78' },
    { label: 'Instances', value: '4 × ml.m5.24xlarge' },
    { label: 'Runs at most', value: '432000 seconds (5 days)' },
    { label: 'Image', value: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/vision-training:2026-10' },
    { label: 'Role', value: 'arn:aws:iam::111122223333:role/vision-training' },
    { label: 'Data', value: 's3://example-corp-vision/shelf-detection/train/' },
    { label: 'Output', value: 's3://example-corp-vision/shelf-detection/models/' },
    { label: 'Approvals', value: 'finance: nobody yet (1 needed)' },
  ],
  replies: {
    'asked-again': 'Policies have changed, so people are asked again.',
    reminder: 'Still waiting.',
    started: 'Started 2026-11-27 16:00 UTC',
    ended: 'Ended: Completed, cost $12.34',
  },
  ...parts,
});

export const details = (parts: Partial<ApprovalDetails> = {}): ApprovalDetails => ({
  ...notice(),
  request: { TrainingJobName: 'shelf-detection-full' },
  changes: [{ op: 'add', path: '/EnableInterContainerTrafficEncryption', value: true }],
  ...parts,
});
