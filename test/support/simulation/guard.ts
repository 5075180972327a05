import type { UpstreamFaults } from './upstream.ts';

/** One guard of the protocol, and how to take it out: by an edit of the source, or by an environment it must withstand. */
export interface Guard {
  readonly name: string;
  /** A seed near which its simulation notices; whoever changes the simulation finds others with `npm run simulate`. */
  readonly hint: number;
  readonly edit?: { readonly file: string; readonly find: string; readonly replace: string };
  readonly faults?: Partial<UpstreamFaults>;
}
