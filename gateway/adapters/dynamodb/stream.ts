import { admissionIdOf, type Item } from './items.ts';

/** A record of DynamoDB Streams, as far as it is read. */
interface StreamRecord {
  readonly dynamodb?: { readonly Keys?: unknown } | undefined;
}

/** Whose records changed, each once, in the order of their first change. Other items are passed over. */
export const admissionIdsIn = (records: readonly StreamRecord[]): readonly string[] => [
  ...new Set(
    records
      // Keys of a stream are in DynamoDB's JSON, as items are.
      .map(({ dynamodb }) => (dynamodb?.Keys ?? {}) as Item)
      .filter(({ pk, sk }) => sk?.S === 'RECORD' && pk?.S?.startsWith('JOB#'))
      .map(admissionIdOf),
  ),
];
