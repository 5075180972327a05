import { type Logger, LogLevel, WebClient } from '@slack/web-api';
import { type EmbeddedSlack, type SlackOptions, startSlack } from '../../../local/slack/server.ts';

export const WORKSPACE = 'T0EXAMPLE';
export const APP = 'A0EXAMPLE';
export const BOT_TOKEN = 'xoxb-of-the-tests';
export const SIGNING_SECRET = 'signing-secret-of-the-tests';
export const CHANNEL = 'C0JOBS';

/** One person of each kind. */
export const USERS: SlackOptions['users'] = [
  { id: 'U0ADA', name: 'Ada', email: 'ada@example.com', kind: 'member' },
  { id: 'U0BEN', name: 'Ben', email: 'ben@example.com', kind: 'guest' },
  { id: 'U0BOT', name: 'Robot', email: null, kind: 'bot' },
  { id: 'U0CAT', name: 'Cat', email: 'cat@example.com', kind: 'deleted' },
  { id: 'U0DAN', name: 'Dan', email: 'dan@example.org', kind: 'elsewhere' },
];

/** A workspace of two channels, in memory unless `options` say otherwise. */
export const startTestSlack = (options: Partial<SlackOptions> = {}): Promise<EmbeddedSlack> =>
  startSlack({
    directory: null,
    gatewayUrl: () => 'http://127.0.0.1:9',
    workspace: WORKSPACE,
    app: APP,
    botToken: BOT_TOKEN,
    signingSecret: SIGNING_SECRET,
    channels: [
      { id: CHANNEL, name: 'training-jobs' },
      { id: 'C0OTHER', name: 'other' },
    ],
    users: USERS,
    ...options,
  });

/** Refusals are what the tests are about: the client need not print them. */
const SILENT: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  setLevel: () => {},
  getLevel: () => LogLevel.ERROR,
  setName: () => {},
};

/** The real client, set as a Lambda would set it. */
export const clientOf = ({ apiUrl }: Pick<EmbeddedSlack, 'apiUrl'>, token = BOT_TOKEN, timeout = 2500): WebClient =>
  new WebClient(token, {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout,
    allowAbsoluteUrls: false,
    logger: SILENT,
  });

/** A message that can be approved and denied. */
export const APPROVAL_BLOCKS = [
  { type: 'header', text: { type: 'plain_text', text: 'A job waits' } },
  { type: 'section', text: { type: 'mrkdwn', text: '*Ada* asks for `ml.p4d.24xlarge`' } },
  {
    type: 'actions',
    block_id: 'votes',
    elements: [
      { type: 'button', action_id: 'approve', value: 'request-1', text: { type: 'plain_text', text: 'Approve' } },
      { type: 'button', action_id: 'deny', value: 'request-1', text: { type: 'plain_text', text: 'Deny' } },
    ],
  },
];

/** A modal that asks why. */
export const REASON_VIEW = {
  type: 'modal' as const,
  callback_id: 'deny-reason',
  private_metadata: 'request-1',
  title: { type: 'plain_text' as const, text: 'Deny' },
  submit: { type: 'plain_text' as const, text: 'Deny' },
  blocks: [
    {
      type: 'input' as const,
      block_id: 'reason',
      label: { type: 'plain_text' as const, text: 'Why?' },
      element: { type: 'plain_text_input' as const, action_id: 'text', multiline: true },
    },
  ],
};
