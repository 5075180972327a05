import { randomBytes } from 'node:crypto';
import type { RandomBytes } from '../../shared/random.ts';

export const systemRandomBytes: RandomBytes = (length) => randomBytes(length);
