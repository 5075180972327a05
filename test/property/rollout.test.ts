import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bundleStore } from '../../gateway/adapters/s3/store.ts';
import { type Pointer, parsePointer } from '../../gateway/bundle/pointer.ts';
import { activate, publish, rollback } from '../../gateway/bundle/rollout.ts';
import type { BundleStore } from '../../gateway/bundle/source.ts';
import { CLOSED, documentWith, OPEN } from '../support/s3/bundles.ts';
import { startS3Double } from '../support/s3/double.ts';
import { localAws } from '../support/s3/local-aws.ts';

localAws();

const DOCUMENTS = [OPEN, CLOSED, documentWith({ 'quotas.yaml': 'quotas: []\n' })];

/** A version by its index, or a rollback. */
const wish = fc.oneof(fc.nat({ max: DOCUMENTS.length - 1 }), fc.constant('rollback' as const));
/** Rounds of wishes that are carried out at the same time. */
const rounds = fc.array(fc.array(wish, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 });

const carryOut = (store: BundleStore, what: number | 'rollback', by: string) => {
  const author = { by, at: '2026-11-25T09:00:00.000Z', reason: 'because' };
  return what === 'rollback' ? rollback(store, author) : activate(store, DOCUMENTS[what]?.version ?? '', author);
};

async function play(plan: readonly (readonly (number | 'rollback')[])[]) {
  const s3 = await startS3Double();
  try {
    const store = bundleStore({ name: s3.bucket, endpoint: s3.url });
    for (const document of DOCUMENTS) await publish(store, document);
    let done = 0;
    for (const [round, wishes] of plan.entries()) {
      const results = await Promise.all(wishes.map((what, i) => carryOut(store, what, `${round}.${i}`)));
      done += results.filter(({ ok }) => ok).length;
    }
    const history = (await store.pointerHistory(100)).toReversed().map(parsePointer);
    return { done, history: history.flatMap((each): Pointer[] => (each.ok ? [each.value] : [])) };
  } finally {
    await s3.close();
  }
}

describe('however many change what is in force at the same time', () => {
  it('who was told that it is done did it, from what was really in force', async () => {
    await fc.assert(
      fc.asyncProperty(rounds, async (plan) => {
        const { done, history } = await play(plan);
        expect(history).toHaveLength(done);
        history.forEach(({ previous, version, change }, i) => {
          const before = history[i - 1];
          expect(previous).toBe(before?.version ?? null);
          expect(version).not.toBe(previous);
          if (change === 'rollback') {
            expect(before?.change).toBe('activate');
            expect(version).toBe(before?.previous);
          }
        });
      }),
      { numRuns: 40 },
    );
  });
});
