/** Names one admission for ever: a random UUID, never derived from the request (a name or body may come again). */
export type AdmissionId = string;

/** Port: the only source of randomness. */
export interface Ids {
  /** A fresh random UUID. */
  next(): string;
  /** A number in [0, 1), for jitter. */
  fraction(): number;
}

/** The tag by which a job upstream is known to be ours; its value is the admissionId. */
export const ADMISSION_TAG = 'traingate:admission';

/** Tag keys with this prefix are the gateway's own. */
export const RESERVED_TAG_PREFIX = 'traingate:';
