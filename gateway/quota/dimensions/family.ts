import { familyOf } from '../../shared/instance-types.ts';
import { defineDimension } from '../dimension.ts';

/** Instances of one family (`family:p4d`) held at the same time. */
export const family = defineDimension({
  id: 'family',
  measure: ({ groups }) => {
    const counts = new Map<string, number>();
    for (const { type, count } of groups) counts.set(familyOf(type), (counts.get(familyOf(type)) ?? 0) + count);
    return [...counts].map(([name, amount]) => ({ dimension: `family:${name}` as const, amount }));
  },
});
