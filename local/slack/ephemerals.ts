import type { JsonObject } from '../sagemaker/json.ts';

/** A message that one person alone sees. */
export interface Ephemeral {
  readonly user: string;
  readonly channel: string;
  readonly ts: string;
  readonly text: string;
  readonly blocks: readonly JsonObject[];
}

/** The last of them. As in Slack they do not outlive the client. */
export interface Ephemerals {
  add(ephemeral: Ephemeral): void;
  all(): readonly Ephemeral[];
}

const MOST_KEPT = 200;

export function createEphemerals(): Ephemerals {
  let kept: readonly Ephemeral[] = [];
  return {
    add: (ephemeral) => {
      kept = [...kept, ephemeral].slice(-MOST_KEPT);
    },
    all: () => kept,
  };
}
