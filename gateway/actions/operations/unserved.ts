import type { Refusal } from '../../shared/errors.ts';
import { classOf } from './table.ts';

const INSTEAD =
  'only training jobs go through it, with CreateTrainingJob; ask your platform team where else it may be called';

/** Why an operation is not served; empty where the request named none of SageMaker's. */
export function unserved(operation: string): Refusal<'operation-denied' | 'unknown-operation'> {
  const named = operation === '' ? 'the X-Amz-Target names no operation of SageMaker, which' : `\`${operation}\``;
  switch (classOf(operation)) {
    case 'starts-compute':
      return {
        code: 'operation-denied',
        detail: `${named} starts or buys compute that no policy of the gateway judges: ${INSTEAD}`,
      };
    case 'describes-compute':
      return {
        code: 'operation-denied',
        detail: `${named} names instances that something starts later, which no policy of the gateway judges: ${INSTEAD}`,
      };
    case 'unknown':
      return { code: 'unknown-operation', detail: `${named} is not served by the gateway: ${INSTEAD}` };
  }
}
