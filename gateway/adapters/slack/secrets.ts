import { readFile } from 'node:fs/promises';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Clock, EpochMs } from '../../shared/clock.ts';
import { objectIn, textIn } from '../../shared/json.ts';

/** What Slack gave the organisation's app. */
export interface SlackSecrets {
  readonly botToken: string;
  readonly signingSecret: string;
}

/** Where they are kept: a secret of AWS Secrets Manager, or a file on one machine. */
export type SecretPlace = { readonly secretId: string } | { readonly file: string };

/** How long they are used before they are read again, in milliseconds: so soon a new secret is in use. */
const KEPT_MS = 5 * 60_000;
const FAILED_KEPT_MS = 5_000;
const CALL_TIMEOUT_MS = 2_000;

/** The secrets, read at the first call and again from time to time. Throws where they are not there, naming the place. */
export function slackSecrets(
  place: SecretPlace,
  clock: Clock,
  client: Pick<SecretsManagerClient, 'send'> = new SecretsManagerClient({ maxAttempts: 2 }),
): () => Promise<SlackSecrets> {
  const read = async (): Promise<SlackSecrets> => {
    const text = 'file' in place ? await readFile(place.file, 'utf8') : await secretText(client, place.secretId);
    return secretsIn(text, 'file' in place ? place.file : place.secretId);
  };
  let known: { readonly secrets: Promise<SlackSecrets>; readonly until: EpochMs } | null = null;
  return async () => {
    if (known === null || clock.now() >= known.until) {
      known = { secrets: read(), until: clock.now() + KEPT_MS };
      // A failure is kept for a moment, too: nobody can have us ask again and again.
      known.secrets.catch(() => {
        known = known && { ...known, until: Math.min(known.until, clock.now() + FAILED_KEPT_MS) };
      });
    }
    return known.secrets;
  };
}

async function secretText(client: Pick<SecretsManagerClient, 'send'>, secretId: string): Promise<string> {
  const abortSignal = AbortSignal.timeout(CALL_TIMEOUT_MS);
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }), { abortSignal });
  return SecretString ?? '';
}

/** INVARIANT: what is wrong is told without what it is: the text is a secret. */
function secretsIn(text: string, where: string): SlackSecrets {
  const { botToken, signingSecret } = objectIn(parsed(text));
  const secrets = { botToken: textIn(botToken), signingSecret: textIn(signingSecret) };
  if (secrets.botToken !== '' && secrets.signingSecret !== '') return secrets;
  throw new Error(`${where} does not hold {"botToken": …, "signingSecret": …}: docs/slack.md says where both are`);
}

function parsed(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
