import { setTimeout as pause } from 'node:timers/promises';
import { createTrainingJob } from '../gateway/actions/create-training-job/action.ts';
import { CREATE_TRAINING_JOB } from '../gateway/actions/create-training-job/name.ts';
import { dynamodbAuditLog } from '../gateway/adapters/dynamodb/audit-log.ts';
import { dynamodbClient } from '../gateway/adapters/dynamodb/client.ts';
import { dynamodbJobStore } from '../gateway/adapters/dynamodb/job-store.ts';
import { dynamodbKeyStore } from '../gateway/adapters/dynamodb/key-store.ts';
import { dynamodbNoticeStore } from '../gateway/adapters/dynamodb/notices.ts';
import { dynamodbSeenRequests } from '../gateway/adapters/dynamodb/seen-requests.ts';
import type { Table } from '../gateway/adapters/dynamodb/table.ts';
import { lazyKmsDataKeys } from '../gateway/adapters/kms/lazy-data-keys.ts';
import { lazyBundleReader } from '../gateway/adapters/s3/lazy-reader.ts';
import { sagemakerClient } from '../gateway/adapters/sagemaker/client.ts';
import { recentDescribes } from '../gateway/adapters/sagemaker/recent-describes.ts';
import { sagemakerRelay } from '../gateway/adapters/sagemaker/relay.ts';
import { sagemakerTrainingService } from '../gateway/adapters/sagemaker/training-service.ts';
import type { FunctionSlack } from '../gateway/adapters/slack/function-slack.ts';
import { lazySlack } from '../gateway/adapters/slack/lazy-slack.ts';
import { systemClock } from '../gateway/adapters/system/clock.ts';
import { systemIds } from '../gateway/adapters/system/ids.ts';
import { keyFile } from '../gateway/adapters/system/key-file.ts';
import { packagedBundle } from '../gateway/adapters/system/packaged-bundle.ts';
import { systemRandomBytes } from '../gateway/adapters/system/random-bytes.ts';
import { followedBundle } from '../gateway/bundle/follow.ts';
import { loadBundle } from '../gateway/bundle/open.ts';
import { loadQuotas } from '../gateway/bundle/open-quotas.ts';
import type { BundleSource, OpenDocument } from '../gateway/bundle/source.ts';
import type { Governance } from '../gateway/flows/assess.ts';
import type { FollowingUp } from '../gateway/flows/follow-up.ts';
import type { Passage } from '../gateway/flows/perform.ts';
import type { Chat, Ports, SeenRequests } from '../gateway/flows/ports.ts';
import { type KeyRing, keyRing } from '../gateway/identity/keys/key-ring.ts';
import { localDataKeys } from '../gateway/identity/keys/local-data-keys.ts';
import type { DataKeys, KeyStore } from '../gateway/identity/keys/ports.ts';
import type { Quotas } from '../gateway/quota/quotas.ts';
import type { Site, SlackPlace } from '../gateway/shared/organization.ts';
import type { RandomBytes } from '../gateway/shared/random.ts';
import { type Config, readConfig } from './config.ts';
import { log } from './log.ts';

/** What one request is judged and remembered by. */
export interface Judging extends Governance {
  readonly ports: Omit<Ports, 'training'>;
}

/** The same, and what reaches SageMaker. */
export interface Gateway extends Governance {
  readonly ports: Ports;
}

/** The same, and what callers of AWS SDKs ask for besides. */
export interface Door extends Passage {
  readonly keys: KeyRing;
}

/** Where gateway keys are kept and made. */
export interface KeyPlace {
  readonly store: KeyStore;
  readonly dataKeys: DataKeys;
  readonly random: RandomBytes;
}

/** What managing keys takes. */
export interface KeyOffice extends Judging {
  readonly keyPlace: KeyPlace;
}

/** What people in Slack reach; `slack` and `chat`: null where the organisation has none. */
export interface SlackDoor extends Judging {
  readonly slack: { readonly place: SlackPlace; readonly secrets: FunctionSlack['secrets'] } | null;
  readonly chat: Chat | null;
  readonly seen: SeenRequests;
}

/** What events need: they carry on what was judged, and ask no policy. */
export interface Upkeep {
  readonly ports: Ports;
  readonly site: Site;
}

/** What the schedule needs besides: what budgets are; null: that is not known now, and the rest goes on. */
export interface Bookkeeping extends Upkeep {
  readonly quotas: Quotas | null;
}

// What is wired is wired once for as long as the execution environment lives; a failure to do so is met again, and
// told, by each invocation. Each call then asks for the bundle in force, which a request keeps to its end. The marks let
// a function be bundled, and started, without the clients and policies that it does not use.

export const judging = async (): Promise<Judging> => ({ ...(await remembering()), ...(await policies()) });

export const gateway = async (): Promise<Gateway> => ({ ...(await upkeep()), ...(await policies()) });

export const door = async (): Promise<Door> => ({ ...(await gateway()), ...(await passage()) });

export const keyOffice = async (): Promise<KeyOffice> => ({ ...(await judging()), keyPlace: await keyPlace() });

export const slackDoor = async (): Promise<SlackDoor> => {
  const composed = await judging();
  const place = composed.bundle.organization.approvals?.slack;
  const seen = dynamodbSeenRequests(await theTable());
  if (place === undefined) return { ...composed, slack: null, chat: null, seen };
  const { secrets, chat } = await slack();
  return { ...composed, slack: { place, secrets }, chat: chat(place), seen };
};

export const followingUp = async (): Promise<FollowingUp> => {
  const { ports, ...governance } = await gateway();
  const place = governance.bundle.organization.approvals?.slack;
  const notifier = place === undefined ? null : (await slack()).notifier(place);
  return { ports, governance, notices: dynamodbNoticeStore(await theTable()), notifier };
};

const slack = /* @__PURE__ */ once(async (): Promise<FunctionSlack> => {
  const { slackSecretId: secretId, slackSecretsFile: file, slackApiUrl: apiUrl, clockOffsetMs } = readConfig();
  const secrets = file === undefined ? { secretId: secretId ?? '' } : { file };
  return lazySlack({ secrets, apiUrl, clock: systemClock(clockOffsetMs) })();
});

export const upkeep: () => Promise<Upkeep> = /* @__PURE__ */ once(async () => {
  const { ports, site } = await remembering();
  const training = sagemakerTrainingService(sagemakerClient(readConfig().sagemakerEndpoint));
  return { ports: { ...ports, training }, site };
});

export const bookkeeping = async (): Promise<Bookkeeping> => {
  const source = await quotasSource();
  const quotas = await source.load().then(
    (bundle) => bundle.quotas,
    (cause: unknown) => {
      log.error('budgets are not known, so nothing is alerted or stopped for them', cause);
      return null;
    },
  );
  return { ...(await upkeep()), quotas };
};

const remembering = /* @__PURE__ */ once(async (): Promise<Pick<Judging, 'ports' | 'site'>> => {
  const table = await theTable();
  const { site, clock, ids } = table;
  const store = dynamodbJobStore(table, CREATE_TRAINING_JOB);
  return { ports: { store, audit: dynamodbAuditLog(table), clock, ids, log }, site };
});

const theTable = /* @__PURE__ */ once(async (): Promise<Table> => {
  const config = readConfig();
  const site = { accountId: config.accountId, region: config.region };
  const clock = systemClock(config.clockOffsetMs);
  const client = dynamodbClient(config.dynamodbEndpoint);
  return { client, name: config.tableName, site, clock, ids: systemIds, pause };
});

const passage = /* @__PURE__ */ once(async (): Promise<Omit<Door, keyof Gateway>> => {
  const { clock, site } = await theTable();
  const { store, dataKeys } = await keyPlace();
  const relay = sagemakerRelay(sagemakerClient(readConfig().sagemakerEndpoint));
  return {
    relay,
    describes: recentDescribes(relay, clock),
    arnOf: (name) => createTrainingJob.arnOf(site, name),
    keys: keyRing(store, dataKeys, clock),
  };
});

const keyPlace = /* @__PURE__ */ once(
  async (): Promise<KeyPlace> => ({
    store: dynamodbKeyStore(await theTable()),
    dataKeys: dataKeysOf(readConfig()),
    random: systemRandomBytes,
  }),
);

function dataKeysOf({ keyEncryptionFile: file, keyEncryptionKeyId: keyId }: Config): DataKeys {
  if (file === undefined) return lazyKmsDataKeys(keyId);
  const key = once(() => keyFile(file));
  return localDataKeys(key, systemRandomBytes);
}

async function policies(): Promise<Pick<Governance, 'action' | 'bundle'>> {
  const source = await bundleSource();
  return { action: createTrainingJob, bundle: await source.load() };
}

const bundleSource = /* @__PURE__ */ once(async () => sourceOf(readConfig(), loadBundle));

const quotasSource = /* @__PURE__ */ once(async () => sourceOf(readConfig(), loadQuotas));

function sourceOf<T extends { readonly version: string }>(
  { policyBundlePath, policyBundleBucket: name, s3Endpoint, clockOffsetMs }: Config,
  open: OpenDocument<T>,
): BundleSource<T> {
  if (name === undefined) return { load: once(() => packagedBundle(policyBundlePath, open).load()) };
  const reader = lazyBundleReader({ name, endpoint: s3Endpoint });
  return followedBundle(reader, open, systemClock(clockOffsetMs), {
    switched: (to, from) => log.info('another policy bundle is in force', { to, from }),
    failed: (cause, held) => {
      log.count('PolicyBundleFailed', { held });
      log.error('the policy bundle in force could not be read', cause, { held });
    },
  });
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
