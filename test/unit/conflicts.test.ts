import {
  ConditionalCheckFailedException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { CONFLICT_PATIENCE_MS } from '../../gateway/adapters/dynamodb/conflicts.ts';
import { recordItem } from '../../gateway/adapters/dynamodb/items.ts';
import { dynamodbJobStore } from '../../gateway/adapters/dynamodb/job-store.ts';
import type { Table } from '../../gateway/adapters/dynamodb/table.ts';
import { Busy } from '../../gateway/shared/errors.ts';
import { admission, SITE } from '../support/job-store.ts';

const details = { $metadata: {}, message: 'no' };
const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({ ...details, CancellationReasons: codes.map((Code) => ({ Code })) });
const CONFLICT = cancelled('None', 'None', 'TransactionConflict', 'None');
const UPDATE_CONFLICT = new TransactionConflictException(details);
const ITEM = recordItem(admission().record);
const STEP = { at: 1, by: 'test', note: 'a step' };

/** A table whose calls meet these errors in turn and then succeed; pausing is what moves its clock. */
function tableWith(...errors: readonly Error[]) {
  let now = 0;
  const tokens: unknown[] = [];
  const send = async ({ input }: { input: { ClientRequestToken?: string } }) => {
    tokens.push(input.ClientRequestToken);
    const error = errors[tokens.length - 1];
    if (error) throw error;
    return { Attributes: { ...ITEM, state: { S: 'submitted' } } };
  };
  const table: Table = {
    // The store uses nothing of a client but this one overload of send.
    client: { send } as unknown as Table['client'],
    name: 'table',
    site: SITE,
    clock: { now: () => now },
    ids: { next: () => 'token', fraction: () => 0.5 },
    pause: async (milliseconds) => {
      now += milliseconds;
    },
  };
  return { store: dynamodbJobStore(table, 'CreateTrainingJob'), tokens, waitedMs: () => now };
}

describe('a write that meets another transaction', () => {
  it('is tried again with the same token', async () => {
    const { store, tokens } = tableWith(CONFLICT, CONFLICT);
    expect(await store.admit(admission())).toEqual({ kind: 'admitted' });
    expect(tokens).toEqual(['token', 'token', 'token']);
  });

  it('is tried again where it is a single update', async () => {
    const { store, tokens } = tableWith(UPDATE_CONFLICT);
    expect(await store.submitted('a-1', STEP, 0)).toMatchObject({ state: 'submitted' });
    expect(tokens).toHaveLength(2);
  });

  it('gives up when patience is over, and says that the store is busy', async () => {
    const { store, waitedMs } = tableWith(...Array.from({ length: 100 }, () => CONFLICT));
    await expect(store.admit(admission())).rejects.toBeInstanceOf(Busy);
    // INVARIANT: no try begins later, or a create takes longer than docs/adr/0007 adds up.
    expect(waitedMs()).toBe(CONFLICT_PATIENCE_MS);
  });

  it('is decided by a condition that failed beside the conflict', async () => {
    const { store, tokens } = tableWith(cancelled('None', 'None', 'ConditionalCheckFailed', 'TransactionConflict'));
    expect(await store.admit(admission())).toEqual({ kind: 'name-taken' });
    expect(tokens).toHaveLength(1);
  });

  it('is not tried again for any other fault', async () => {
    const { store, tokens } = tableWith(cancelled('None', 'ValidationError'));
    await expect(store.admit(admission())).rejects.toThrow(TransactionCanceledException);
    expect(tokens).toHaveLength(1);
  });
});

describe('a lease whose answer was lost', () => {
  const { record } = admission();
  const asFound = (leasedBy: string) =>
    new ConditionalCheckFailedException({
      ...details,
      Item: { ...ITEM, leasedBy: { S: leasedBy } },
    });

  it.each([
    ['is known by its mark', 'token', true],
    ['is not taken for another’s', 'somebody else', false],
  ])('%s', async (_name, mark, won) => {
    expect(await tableWith(asFound(mark)).store.lease(record, 5, 6)).toBe(won);
  });
});
