import type { Bundle } from './open.ts';

/** Port: where the bundle that judges comes from. */
export interface BundleSource {
  /** The bundle in force. Throws where there is none, or one that does not open. */
  load(): Promise<Bundle>;
}
