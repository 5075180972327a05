import { randomUUID } from 'node:crypto';
import type { Ids } from '../../shared/ids.ts';

export const systemIds: Ids = { next: () => randomUUID(), fraction: () => Math.random() };
