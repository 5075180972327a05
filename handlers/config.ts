/** What a function is told by its environment; the only place that reads it. */
export interface Config {
  readonly tableName: string;
  readonly accountId: string;
  readonly region: string;
  /** The bundle that was packaged with the function. */
  readonly policyBundlePath: string;
  /** The bucket whose active bundle judges instead of the packaged one. */
  readonly policyBundleBucket: string | undefined;
  /** What wraps the data keys of gateway keys: a KMS key, or on one machine a file of 32 bytes. */
  readonly keyEncryptionKeyId: string | undefined;
  readonly keyEncryptionFile: string | undefined;
  /** Where to reach the services instead of AWS; a local stack sets them. */
  readonly dynamodbEndpoint: string | undefined;
  readonly sagemakerEndpoint: string | undefined;
  readonly s3Endpoint: string | undefined;
  /** Where the secrets of the Slack app are: in Secrets Manager, or on one machine in a file. */
  readonly slackSecretId: string | undefined;
  readonly slackSecretsFile: string | undefined;
  /** Slack's API, where it is not slack.com. */
  readonly slackApiUrl: string | undefined;
  /** How far a local stack has put its clock forward, asked anew each time; 0 in the cloud. */
  readonly clockOffsetMs: () => number;
}

/** Throws when a variable is missing: a function that is half configured must not serve. */
export const readConfig = (): Config => ({
  tableName: required('TABLE_NAME'),
  accountId: required('ACCOUNT_ID'),
  region: required('AWS_REGION'),
  policyBundlePath: required('POLICY_BUNDLE_PATH'),
  // serverless.yml sets it to nothing where the packaged bundle judges.
  policyBundleBucket: process.env.POLICY_BUNDLE_BUCKET || undefined,
  keyEncryptionKeyId: process.env.KEY_ENCRYPTION_KEY_ID || undefined,
  keyEncryptionFile: process.env.KEY_ENCRYPTION_FILE || undefined,
  dynamodbEndpoint: process.env.DYNAMODB_ENDPOINT,
  sagemakerEndpoint: process.env.SAGEMAKER_ENDPOINT,
  s3Endpoint: process.env.S3_ENDPOINT,
  slackSecretId: process.env.SLACK_SECRET_ID || undefined,
  slackSecretsFile: process.env.SLACK_SECRETS_FILE || undefined,
  slackApiUrl: process.env.SLACK_API_URL || undefined,
  clockOffsetMs: process.env.AWS_EXECUTION_ENV ? () => 0 : () => Number(process.env.TRAINGATE_CLOCK_OFFSET_MS ?? 0),
});

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the environment variable ${name} is not set`);
  return value;
}
