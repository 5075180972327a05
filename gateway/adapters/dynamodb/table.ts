import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock } from '../../shared/clock.ts';
import type { Ids } from '../../shared/ids.ts';
import type { Site } from '../../shared/organization.ts';

/** The gateway's one table, and what every access of it needs. */
export interface Table {
  readonly client: Pick<DynamoDBClient, 'send'>;
  readonly name: string;
  readonly site: Site;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Resolves after about this long; between attempts of what DynamoDB was too busy for. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** Index of the records to be checked: hash `checkShard`, range `nextCheckAt`; live records, ended ones until they were looked at once more, and alerts until people were told. */
export const DUE_INDEX = 'due';
/** How many partitions of that index the open jobs spread over. */
export const CHECK_SHARDS = 8;
/** Index of a team's records: hash `listTeam`, range `listKey`. */
export const TEAM_INDEX = 'team-jobs';

/** Spreads what is due evenly; ids are random UUIDs. */
export const shardOf = (id: string): string => String(Number.parseInt(id.slice(0, 2), 16) % CHECK_SHARDS);
