import type { Random } from '../mutations/random.ts';
import { command } from './control.ts';
import type { MortalStack } from './mortal-stack.ts';

interface Faults {
  readonly operations: readonly string[];
  /** Each as often as it is wanted. */
  readonly kinds: readonly string[];
  /** How many calls one of them befalls at most. */
  readonly most: number;
}

/** docs/local-stack.md says what they do. A timeout costs seconds; jobs without capacity are over soon, and make room. */
const FAULTS: readonly Faults[] = [
  {
    operations: ['CreateTrainingJob'],
    kinds: ['lose-answer', 'lose-answer', 'lose-answer', 'error', 'throttle', 'refuse', 'timeout'],
    most: 3,
  },
  { operations: ['CreateTrainingJob'], kinds: ['no-capacity', 'no-capacity', 'no-capacity', 'fail-job'], most: 80 },
  {
    operations: ['DescribeTrainingJob', 'ListTags', 'StopTrainingJob'],
    kinds: ['lose-answer', 'error', 'throttle', 'timeout'],
    most: 2,
  },
  {
    operations: ['TransactWriteItems', 'UpdateItem'],
    kinds: ['lose-answer', 'lose-answer', 'lose-answer', 'error', 'throttle', 'refuse', 'timeout'],
    most: 3,
  },
  { operations: ['GetItem', 'BatchGetItem', 'Query'], kinds: ['lose-answer', 'error', 'throttle'], most: 3 },
  // Long enough that events are given up, so that only reconcile can find out.
  { operations: ['GetItem', 'UpdateItem'], kinds: ['error'], most: 60 },
];

/** Lets some of the next calls of an operation go wrong; false where the stack is down. */
export function injectFault(stack: MortalStack, random: Random): Promise<boolean> {
  const { operations, kinds, most } = random.pick(FAULTS);
  const fault = { operation: random.pick(operations), kind: random.pick(kinds), count: 1 + random.below(most) };
  return command(stack, '/faults', fault);
}
