import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { auditEntryOf, auditItem } from '../../gateway/adapters/dynamodb/audit-log.ts';
import type { RefusalEntry } from '../../gateway/audit/entry.ts';

const entry: RefusalEntry = {
  id: '00000000-0000-4000-8000-000000000000',
  at: 1_764_201_600_000,
  action: 'CreateTrainingJob',
  principal: { arn: 'a', person: 'ada@example.com', team: 'vision', roles: [], groups: [] },
  name: 'resnet-1',
  code: 'policy-denied',
  submittedHash: 'h',
  decision: {
    id: '00000000-0000-4000-8000-000000000000',
    verdict: 'deny',
    policyVersion: 'v',
    violations: [],
    approvals: [],
    completed: [],
    corrected: null,
    correction: [],
    needs: [],
    estimate: null,
  },
};
const request = { TrainingJobName: 'resnet-1', Environment: { TOKEN: '***' } };

describe('the audit entry of a refusal', () => {
  it('keeps its request, compressed', () => {
    const item = auditItem({ ...entry, request });
    expect(item.entry?.S).not.toContain('TrainingJobName');
    expect(auditEntryOf(item)).toEqual({ ...entry, request });
  });

  it('is what it was before where it holds no request', () => {
    expect(auditEntryOf(auditItem(entry))).toEqual(entry);
  });

  it('is kept without a request that does not fit beside it', () => {
    const long = { ...request, HyperParameters: { noise: randomBytes(420_000).toString('base64') } };
    expect(auditItem({ ...entry, request: long })).not.toHaveProperty('request');
  });

  it('fits an item of DynamoDB however much a request broke', () => {
    const violation = {
      ...{ policy: 'p', rule: 'r', enforcement: 'deny' as const, path: '', message: 'm'.repeat(5000), observed: null },
      ...{ limit: null, remedy: 'r', link: null, owner: null, waiver: null, waiverRequest: null },
    };
    const violations = Array.from({ length: 200 }, () => violation);
    const item = auditItem({ ...entry, decision: { ...entry.decision, violations }, request });
    expect((item.entry?.S?.length ?? 0) + (item.request?.B?.length ?? 0)).toBeLessThan(400_000);
    const kept = auditEntryOf(item) as unknown as { decision: { violations: unknown[] }; violationsLeftOut: number };
    expect(kept.decision.violations.length).toBeGreaterThan(30);
    expect(kept.decision.violations.length + kept.violationsLeftOut).toBe(200);
  });
});
