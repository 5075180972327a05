import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Organization, SlackPlace } from '../gateway/shared/organization.ts';
import { type FaultDoor, noFaults } from './faults.ts';
import { type SlackUser, startSlack } from './slack/server.ts';
import { METHOD_NAMES } from './slack/web-api.ts';

/** How the functions of a stack reach Slack, and where people find it. */
export interface StackSlack {
  /** The page of the embedded one; null: it is another, or there is none. */
  readonly url: string | null;
  readonly apiUrl: string | undefined;
  readonly secretsFile: string;
  readonly faults: FaultDoor;
  close(): Promise<void>;
}

export interface StackSlackOptions {
  readonly home: string;
  /** Use this instead of the embedded one, with the secrets of SLACK_SECRETS_FILE. */
  readonly slackApiUrl?: string | undefined;
  readonly slackSecretsFile?: string | undefined;
  /** The gateway's address, asked at each click. */
  readonly gatewayUrl: () => string;
  /** Epoch milliseconds, as far as the control interface put the clock forward. */
  readonly now: () => number;
}

/** Slack embedded, with everybody of the organisation as its members; nothing where organization.yaml names no Slack. */
export async function openStackSlack(organization: Organization, options: StackSlackOptions): Promise<StackSlack> {
  const place = organization.approvals?.slack;
  const { home, slackApiUrl, slackSecretsFile } = options;
  const secretsFile = slackSecretsFile ?? join(home, SECRETS_FILE);
  if (place === undefined || slackApiUrl !== undefined) {
    const why = place === undefined ? 'organization.yaml names no Slack' : `this stack uses ${slackApiUrl}`;
    const faults = noFaults(METHOD_NAMES, `faults are for the embedded Slack: ${why}`);
    return { url: null, apiUrl: slackApiUrl, secretsFile, faults, close: async () => undefined };
  }
  const slack = await startSlack({
    directory: join(home, 'slack'),
    gatewayUrl: options.gatewayUrl,
    now: options.now,
    workspace: place.workspace,
    app: place.app,
    ...(await ensureSecrets(secretsFile)),
    channels: channelsOf(place),
    users: [...organization.people.map(memberOf), ...strangers()],
  });
  return { url: slack.url, apiUrl: slack.apiUrl, secretsFile, faults: slack.faults, close: slack.close };
}

/** In the home of a stack; home.ts knows it. */
const SECRETS_FILE = 'slack.json';

const channelsOf = ({ channel }: SlackPlace) => [{ id: channel, name: 'ml-approvals' }];

const memberOf = ({ id, name }: Organization['people'][number]): SlackUser => ({
  id: userIdOf(id),
  name,
  email: id,
  kind: 'member',
});

/** The same at each start. */
export const userIdOf = (person: string): string =>
  `U${createHash('sha256').update(person).digest('hex').slice(0, 10).toUpperCase()}`;

/** Who is in a workspace without being anybody to the gateway: to try what they are told. */
const strangers = (): readonly SlackUser[] => [
  { id: 'U0GUEST000', name: 'Gil (guest)', email: 'gil@partner.example.com', kind: 'guest' },
  { id: 'U0BOT00000', name: 'Deploy bot', email: null, kind: 'bot' },
  { id: 'U0ELSEWHERE', name: 'Ola (other workspace)', email: 'ola@elsewhere.example.com', kind: 'elsewhere' },
];

async function ensureSecrets(file: string): Promise<{ readonly botToken: string; readonly signingSecret: string }> {
  if (!existsSync(file)) {
    const made = {
      botToken: `xoxb-local-${randomBytes(12).toString('hex')}`,
      signingSecret: randomBytes(16).toString('hex'),
    };
    await writeFile(file, `${JSON.stringify(made)}\n`, { mode: 0o600 });
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}
