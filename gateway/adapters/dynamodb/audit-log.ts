import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { AuditEntry } from '../../audit/entry.ts';
import type { AuditLog } from '../../flows/ports.ts';
import type { Decision } from '../../shared/decision.ts';
import { auditKey, type Item, N, packedRequest, requestOf, S } from './items.ts';
import type { Table } from './table.ts';

/** One item an entry, under its id: of a refusal, its decision's. */
export const dynamodbAuditLog = ({ client, name }: Table): AuditLog => ({
  async append(entry) {
    await client.send(new PutItemCommand({ TableName: name, Item: auditItem(entry) }));
  },
});

/** DynamoDB takes 400 KB an item (Quotas in DynamoDB, 2026): less room for keys and names. */
const MAX_ITEM_BYTES = 396 * 1024;

/**
 * An entry as its item. INVARIANT: no request keeps its refusal from being recorded by its size: what does not fit is left
 * out, the request first, then the later violations.
 */
export function auditItem(entry: AuditEntry): Item {
  const { request, ...others } = 'request' in entry ? entry : { ...entry, request: undefined };
  const text = fittingText({ ...others });
  const packed = request && packedRequest(request);
  const fits = packed && Buffer.byteLength(text) + packed.byteLength <= MAX_ITEM_BYTES;
  return {
    ...auditKey(entry.id),
    at: N(entry.at),
    ...('code' in entry && { code: S(entry.code) }),
    entry: S(text),
    ...(fits && { request: { B: packed } }),
  };
}

interface Cut {
  readonly decision?: Decision;
  /** How many violations an entry lacks. */
  readonly violationsLeftOut?: number;
}

/** Of a decision that is too long, what says who was refused and why: half as many violations, as often as it takes. */
function fittingText(entry: object & Cut): string {
  const text = JSON.stringify(entry);
  const { decision, violationsLeftOut = 0 } = entry;
  if (Buffer.byteLength(text) <= MAX_ITEM_BYTES || decision === undefined) return text;
  const violations = decision.violations.slice(0, decision.violations.length >> 1);
  return fittingText({
    ...entry,
    decision: { ...decision, violations, completed: [], correction: [] },
    violationsLeftOut: violationsLeftOut + decision.violations.length - violations.length,
  });
}

/** The inverse of auditItem. What is read was written by it, hence the cast. */
export function auditEntryOf(item: Item): AuditEntry {
  const entry = JSON.parse(item.entry?.S ?? 'null') as AuditEntry;
  return item.request ? { ...entry, request: requestOf(item) } : entry;
}
