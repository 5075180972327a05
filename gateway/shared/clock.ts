/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number;

/** Port: the only source of time. */
export interface Clock {
  now(): EpochMs;
}
