import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { slackSecrets } from '../../../gateway/adapters/slack/secrets.ts';
import { localAws } from '../../support/s3/local-aws.ts';
import { type Moto, startMoto } from '../moto.ts';

localAws();

/** npm run compare:secrets */
let moto: Moto;
let client: SecretsManagerClient;
let secretId: string;
beforeAll(async () => {
  moto = await startMoto();
  client = new SecretsManagerClient({ endpoint: moto.url });
  const { ARN } = await client.send(new CreateSecretCommand({ Name: 'slack', SecretString: 'to be filled in' }));
  secretId = ARN ?? '';
});
afterAll(() => moto.close());

const put = (secrets: object) =>
  client.send(new PutSecretValueCommand({ SecretId: secretId, SecretString: JSON.stringify(secrets) }));

it('reads the secrets, keeps them for five minutes and a failure for five seconds, and reads them again then', async () => {
  const clock = { time: 0, now: () => clock.time };
  const read = slackSecrets({ secretId }, clock, client);
  await expect(read()).rejects.toThrow('docs/slack.md');
  await expect(read()).rejects.not.toThrow('to be filled in');
  const [first, second] = ['a', 'b'].map((name) => ({ botToken: `xoxb-${name}`, signingSecret: `secret-${name}` }));
  await put({ ...first });
  clock.time = 4_999;
  await expect(read()).rejects.toThrow('docs/slack.md');
  clock.time = 5_000;
  expect(await read()).toEqual(first);
  await put({ ...second });
  clock.time = 304_999;
  expect(await read()).toEqual(first);
  clock.time = 305_000;
  expect(await read()).toEqual(second);
});

it('throws where there is no such secret', async () => {
  await expect(slackSecrets({ secretId: 'none' }, { now: () => 0 }, client)()).rejects.toThrow();
});
