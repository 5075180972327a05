import { openQuotas, type Quotas } from '../quota/quotas.ts';
import type { BundleDocument } from './document.ts';
import { verified } from './verified.ts';

/** The quotas of a bundle, for who judges nothing. */
export interface BundleQuotas {
  /** Of the whole bundle. */
  readonly version: string;
  readonly quotas: Quotas;
}

/** Opens no rule, so that a function needs none. Rejects a document that was changed since it was compiled. */
export async function loadQuotas(document: BundleDocument): Promise<BundleQuotas> {
  const { version, content } = verified(document);
  return { version, quotas: openQuotas(content.quotas, content.quotaTerms) };
}
