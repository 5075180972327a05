import type { JobFault } from './faults.ts';
import type { Jobs, Site } from './jobs.ts';

/** What the operations work on. */
export interface Service {
  readonly jobs: Jobs;
  readonly site: Site;
  /** Simulated epoch milliseconds. */
  now(): number;
  /** How the job that is being created shall fail; uses up one fault. */
  takeJobFault(): JobFault | null;
}
