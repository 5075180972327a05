import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildInto } from '../../scripts/build.ts';
import { FUNCTIONS, FUNCTIONS_WITH_POLICIES } from '../../scripts/bundle-handlers.ts';
import {
  hashesUnder,
  type Package,
  type Properties,
  packageIn,
  type Resource,
  type Value,
} from '../support/packaged.ts';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: Value;
  readonly Condition?: Value;
}

const folders: string[] = [];
let packaged: Package;
let built: string;

async function buildSomewhere(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'package-')));
  folders.push(folder);
  await buildInto(join(folder, 'dist'));
  return folder;
}

beforeAll(async () => {
  built = await buildSomewhere();
  packaged = await packageIn(built);
}, 120_000);
afterAll(async () => {
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true })));
});

const ofType = (type: string): readonly (readonly [string, Resource])[] =>
  Object.entries(packaged.resources).filter(([, resource]) => resource.Type === type);

const properties = (name: string): Properties => packaged.resources[name]?.Properties ?? {};

/** What a path of member names leads to in a property tree; undefined where it ends early. */
const at = (value: Value | undefined, ...path: readonly (string | number)[]): Value | undefined =>
  path.reduce<Value | undefined>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Record<string, Value>)[key] : undefined),
    value,
  );

const roleOf = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}Role`;
const functionOf = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}LambdaFunction`;

const statementsOf = (name: string): readonly Statement[] =>
  // A role's statements, as deploy/roles.yml writes them.
  at(properties(roleOf(name)), 'Policies', 0, 'PolicyDocument', 'Statement') as unknown as readonly Statement[];

const hasPolicies = (name: string): boolean => (FUNCTIONS_WITH_POLICIES as readonly string[]).includes(name);

/** Who opens or makes secrets of gateway keys. */
const usesGatewayKeys = (name: string): boolean => ['sdk', 'keys'].includes(name);

const actionsOf = (statement: Statement): readonly string[] => [statement.Action].flat();
const allows = (name: string, action: string): boolean =>
  statementsOf(name).some((statement) => actionsOf(statement).includes(action));

describe('routes', () => {
  /** `POST /v1/training-jobs` → [authorization, function], from the tree of API Gateway's resources. */
  function routes(): Readonly<Record<string, readonly Value[]>> {
    const pathOf = (reference: Value | undefined): string => {
      const id = at(reference, 'Ref');
      if (typeof id !== 'string') return '';
      const { ParentId, PathPart } = properties(id);
      return `${pathOf(ParentId)}/${PathPart}`;
    };
    const entries = ofType('AWS::ApiGateway::Method').map(([, { Properties: method }]) => {
      const [, target = ''] = JSON.stringify(method.Integration).match(/"Fn::GetAtt":\["(\w+)"/) ?? [];
      return [`${method.HttpMethod} ${pathOf(method.ResourceId) || '/'}`, [method.AuthorizationType ?? '', target]];
    });
    return Object.fromEntries(entries);
  }

  it.each([
    ['POST /v1/training-jobs', 'AWS_IAM', 'create'],
    ['POST /v1/training-jobs/check', 'AWS_IAM', 'check'],
    ['GET /v1/training-jobs', 'AWS_IAM', 'read'],
    ['GET /v1/training-jobs/{name}', 'AWS_IAM', 'read'],
    ['GET /v1/quotas', 'AWS_IAM', 'read'],
    ['GET /v1/policies', 'AWS_IAM', 'read'],
    ['POST /v1/training-jobs/{name}/stop', 'AWS_IAM', 'stop'],
    ['POST /', 'NONE', 'sdk'],
    ['POST /iam', 'AWS_IAM', 'sdk'],
    ['GET /v1/keys', 'AWS_IAM', 'keys'],
    ['POST /v1/keys', 'AWS_IAM', 'keys'],
    ['POST /v1/keys/{accessKeyId}/disable', 'AWS_IAM', 'keys'],
    ['POST /v1/keys/{accessKeyId}/rotate', 'AWS_IAM', 'keys'],
    ['GET /healthz', 'NONE', 'health'],
    ['GET /v1/openapi.json', 'NONE', 'openapi'],
  ])('%s asks for %s and reaches %s', (route, authorization, name) => {
    expect(routes()[route]).toEqual([authorization, functionOf(name)]);
  });

  it('there are no others, and only health, openapi and the door that verifies signatures itself are open', () => {
    expect(Object.keys(routes())).toHaveLength(15);
    const open = Object.entries(routes()).filter(([, [authorization]]) => authorization !== 'AWS_IAM');
    expect(open.map(([route]) => route).sort()).toEqual(['GET /healthz', 'GET /v1/openapi.json', 'POST /']);
  });

  it('the API is regional', () => {
    expect(at(properties('ApiGatewayRestApi'), 'EndpointConfiguration', 'Types')).toEqual(['REGIONAL']);
  });
});

describe('functions', () => {
  it('are those that are built, on Node 24 and ARM', () => {
    const functions = ofType('AWS::Lambda::Function');
    expect(functions.map(([id]) => id).sort()).toEqual(FUNCTIONS.map(functionOf).sort());
    for (const [, { Properties: properties }] of functions) {
      expect(properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
    }
  });

  it.each([...FUNCTIONS])('%s has its own role, bundle and environment', (name) => {
    expect(properties(functionOf(name))).toMatchObject({
      FunctionName: `traingate-dev-${name}`,
      Handler: `dist/lambda/${name}/index.handler`,
      Role: { 'Fn::GetAtt': [roleOf(name), 'Arn'] },
      Environment: {
        Variables: {
          TABLE_NAME: { Ref: 'Table' },
          ACCOUNT_ID: { Ref: 'AWS::AccountId' },
          POLICY_BUNDLE_PATH: 'dist/policy-bundle.json',
          POLICY_BUNDLE_BUCKET: '',
          ...(usesGatewayKeys(name) && { KEY_ENCRYPTION_KEY_ID: { 'Fn::GetAtt': ['GatewayKeysKey', 'Arn'] } }),
        },
      },
    });
    expect(at(properties(functionOf(name)), 'Code', 'S3Key')).toMatch(new RegExp(`/${name}\\.zip$`));
  });

  it('answer before API Gateway gives up, reconcile within its minute', () => {
    const timeouts = FUNCTIONS.map((name) => [name, Number(properties(functionOf(name)).Timeout)] as const);
    for (const [name, seconds] of timeouts) expect(seconds).toBeLessThan(name === 'reconcile' ? 60 : 29);
  });

  it.each([...FUNCTIONS])('the zip of %s holds its bundle, and what reads policies where it asks for them', (name) => {
    const policies = hasPolicies(name) ? [`dist/lambda/${name}/s3.cjs`, 'dist/policy-bundle.json'] : [];
    expect(packaged.zips[name]).toEqual([`dist/lambda/${name}/index.cjs`, ...policies]);
  });

  it('are the same bytes when built twice', async () => {
    const first = await hashesUnder(join(built, 'dist'));
    expect(Object.keys(first)).toHaveLength(2 * (FUNCTIONS.length + FUNCTIONS_WITH_POLICIES.length) + 2);
    expect(await hashesUnder(join(await buildSomewhere(), 'dist'))).toEqual(first);
  });
});

describe('roles', () => {
  it.each([
    ['create', true],
    ['sdk', true],
    ['reconcile', true],
    ['check', false],
    ['read', false],
    ['stop', false],
    ['keys', false],
    ['health', false],
    ['openapi', false],
    ['observe', false],
  ] as const)('%s may start jobs and pass roles: %s', (name, may) => {
    for (const action of ['sagemaker:CreateTrainingJob', 'sagemaker:AddTags', 'iam:PassRole', 'kms:CreateGrant']) {
      expect({ action, allowed: allows(name, action) }).toEqual({ action, allowed: may });
    }
  });

  it.each(['create', 'sdk', 'reconcile'])('%s passes only the training roles, and only to SageMaker', (name) => {
    const passing = statementsOf(name).filter((statement) => actionsOf(statement).includes('iam:PassRole'));
    expect(passing).toEqual([
      {
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: expect.arrayContaining([expect.stringMatching(/^arn:aws:iam::\d{12}:role\/[^*]+$/)]),
        Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
      },
    ]);
  });

  it.each(['create', 'sdk', 'reconcile'])('%s tags only while creating and grants keys only to SageMaker', (name) => {
    const condition = (action: string) =>
      statementsOf(name).find((statement) => actionsOf(statement).includes(action))?.Condition;
    expect(condition('sagemaker:AddTags')).toEqual({
      StringEquals: { 'sagemaker:TaggingAction': 'CreateTrainingJob' },
    });
    expect(condition('kms:CreateGrant')).toMatchObject({
      StringEquals: { 'kms:ViaService': { 'Fn::Sub': expect.stringMatching(/^sagemaker\./) } },
      Bool: { 'kms:GrantIsForAWSResource': 'true' },
    });
  });

  it.each([
    ['create', ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem']],
    ['check', ['BatchGetItem', 'GetItem']],
    ['read', ['BatchGetItem', 'GetItem', 'Query']],
    ['stop', ['GetItem', 'UpdateItem']],
    ['sdk', ['BatchGetItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem']],
    ['keys', ['GetItem', 'PutItem', 'Query', 'UpdateItem']],
    ['health', []],
    ['openapi', []],
    ['observe', ['GetItem', 'UpdateItem']],
    ['reconcile', ['BatchGetItem', 'GetItem', 'Query', 'UpdateItem']],
  ])('%s may do to the table: %j', (name, actions) => {
    const allowed = statementsOf(name).flatMap(actionsOf);
    expect(allowed.filter((action) => action.startsWith('dynamodb:')).sort()).toEqual(
      actions.map((a) => `dynamodb:${a}`),
    );
  });

  it.each([...FUNCTIONS])('%s may change jobs that exist where SDKs ask it to, and never the admission tag', (name) => {
    const changing = ['sagemaker:UpdateTrainingJob', 'sagemaker:DeleteTrainingJob', 'sagemaker:DeleteTags'];
    const allowed = changing.filter((action) => allows(name, action));
    expect(allowed).toEqual(name === 'sdk' ? changing : []);
    const retagging = statementsOf(name).filter((statement) => actionsOf(statement).includes('sagemaker:DeleteTags'));
    const notOurs = {
      'ForAllValues:StringNotLike': { 'aws:TagKeys': 'traingate:*' },
      Null: { 'aws:TagKeys': 'false' },
    };
    expect(retagging.map(({ Condition }) => Condition)).toEqual(name === 'sdk' ? [notOurs] : []);
  });

  it.each([...FUNCTIONS])('%s does with the key of gateway keys its one thing, or nothing', (name) => {
    const key = { 'Fn::GetAtt': ['GatewayKeysKey', 'Arn'] };
    const ofKey = statementsOf(name).filter(({ Resource }) => JSON.stringify(Resource) === JSON.stringify(key));
    const action = { sdk: 'kms:Decrypt', keys: 'kms:GenerateDataKey' }[name as string];
    expect(ofKey).toEqual(action ? [{ Effect: 'Allow', Action: action, Resource: key }] : []);
  });

  it.each([...FUNCTIONS])('%s may read published policies where it asks for them, and write none', (name) => {
    const ofS3 = statementsOf(name).filter((statement) => actionsOf(statement).some((each) => each.startsWith('s3:')));
    const bucket = (path: string) => ({ 'Fn::Sub': `\${PolicyBucket.Arn}/${path}` });
    const read = [
      { Effect: 'Allow', Action: 's3:GetObject', Resource: [bucket('active.json'), bucket('bundles/*')] },
      { Effect: 'Allow', Action: 's3:ListBucket', Resource: { 'Fn::GetAtt': ['PolicyBucket', 'Arn'] } },
    ];
    expect(ofS3).toEqual(hasPolicies(name) ? read : []);
  });

  it.each([...FUNCTIONS])('%s writes its own log and has no statement for everything', (name) => {
    const [logs] = statementsOf(name);
    expect(JSON.stringify(logs?.Resource)).toContain(`/aws/lambda/traingate-dev-${name}:*`);
    for (const statement of statementsOf(name)) {
      expect([statement.Resource].flat()).not.toContain('*');
      for (const action of actionsOf(statement)) expect(action).not.toMatch(/^(?:\*|\w+:\*)$/);
    }
  });

  it('there are no others, nor managed policies', () => {
    const roles = ofType('AWS::IAM::Role');
    expect(roles.map(([id]) => id).sort()).toEqual(FUNCTIONS.map(roleOf).sort());
    for (const [, role] of roles) expect(role.Properties).not.toHaveProperty('ManagedPolicyArns');
  });
});

describe('storage', () => {
  it('the table is backed up, encrypted, protected and outlives the stack', () => {
    expect(packaged.resources.Table).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: { 'Fn::GetAtt': ['TableKey', 'Arn'] } },
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      },
    });
    for (const key of ['TableKey', 'GatewayKeysKey']) {
      expect(packaged.resources[key]).toMatchObject({
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
        Properties: { EnableKeyRotation: true },
      });
    }
  });

  it('the table has the keys that the store reads by', () => {
    const { KeySchema, GlobalSecondaryIndexes } = properties('Table');
    const keys = (schema: Value | undefined) => [at(schema, 0, 'AttributeName'), at(schema, 1, 'AttributeName')];
    const indexes = [GlobalSecondaryIndexes]
      .flat()
      .map((index) => [at(index, 'IndexName'), ...keys(at(index, 'KeySchema'))]);
    expect(keys(KeySchema)).toEqual(['pk', 'sk']);
    expect(indexes).toEqual([
      ['due', 'checkShard', 'nextCheckAt'],
      ['team-jobs', 'listTeam', 'listKey'],
    ]);
  });
});

describe('the bucket of policies', () => {
  const bucket = (path: string) => ({ 'Fn::Sub': `\${PolicyBucket.Arn}/${path}` });
  const statement = (sid: string) =>
    [at(properties('PolicyBucketPolicy'), 'PolicyDocument', 'Statement')]
      .flat()
      .find((each) => at(each, 'Sid') === sid);

  it('is encrypted, versioned and private, and outlives the stack', () => {
    expect(packaged.resources.PolicyBucket).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        VersioningConfiguration: { Status: 'Enabled' },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      },
    });
  });

  it('denies to everybody: no TLS, deleting, overwriting a bundle, moving the pointer unseen', () => {
    const denied = { Effect: 'Deny', Principal: '*' };
    expect(statement('TlsOnly')).toMatchObject({ ...denied, Action: 's3:*' });
    expect(statement('NothingIsDeleted')).toMatchObject({
      ...denied,
      Action: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
      Resource: bucket('*'),
    });
    expect(statement('ABundleIsWrittenOnce')).toMatchObject({
      ...denied,
      Action: 's3:PutObject',
      Resource: bucket('bundles/*'),
      Condition: { Null: { 's3:if-none-match': 'true' } },
    });
    expect(statement('ThePointerMovesFromWhatWasSeen')).toMatchObject({
      ...denied,
      Action: 's3:PutObject',
      Resource: bucket('active.json'),
      Condition: { Null: { 's3:if-none-match': 'true', 's3:if-match': 'true' } },
    });
  });

  it.each([
    ['OnlyThePublisherPublishes', 'bundles/*', 'traingate-dev-policy-publisher'],
    ['OnlyTheActivatorActivates', 'active.json', 'traingate-dev-policy-activator'],
  ])('%s: %s is written by the role %s alone', (sid, path, role) => {
    expect(statement(sid)).toEqual({
      Sid: sid,
      Effect: 'Deny',
      Principal: '*',
      Action: ['s3:PutObject', 's3:ReplicateObject'],
      Resource: bucket(path),
      Condition: {
        ArnNotEquals: { 'aws:PrincipalArn': { 'Fn::Sub': expect.stringMatching(new RegExp(`:role/${role}$`)) } },
      },
    });
  });

  it('judges where the parameter says so, and no other word does', async () => {
    const { resources } = await packageIn(built, ['--param', 'policySource=s3']);
    for (const name of FUNCTIONS) {
      const { Environment } = resources[functionOf(name)]?.Properties ?? {};
      expect(at(Environment, 'Variables', 'POLICY_BUNDLE_BUCKET')).toEqual({ Ref: 'PolicyBucket' });
    }
    await expect(packageIn(built, ['--param', 'policySource=S3'])).rejects.toMatchObject({
      stdout: expect.stringContaining('provider.environment.POLICY_BUNDLE_BUCKET'),
    });
  });
});

describe('events', () => {
  const rules = () => ofType('AWS::Events::Rule').map(([, { Properties: rule }]) => rule);
  const failuresOf = (name: string) =>
    ofType('AWS::Lambda::EventInvokeConfig')
      .filter(([, { Properties: config }]) => at(config.FunctionName, 'Ref') === functionOf(name))
      .map(([, { Properties: config }]) =>
        at(config, 'DestinationConfig', 'OnFailure', 'Destination', 'Fn::GetAtt', 0),
      );

  it('job state changes reach observe, and its dead letters else', () => {
    expect(rules()).toContainEqual(
      expect.objectContaining({
        EventPattern: { source: ['aws.sagemaker'], 'detail-type': ['SageMaker Training Job State Change'] },
        Targets: [
          expect.objectContaining({
            Arn: { 'Fn::GetAtt': ['ObserveLambdaFunction', 'Arn'] },
            RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
            DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['ObserveDeadLetters', 'Arn'] } },
          }),
        ],
      }),
    );
    expect(failuresOf('observe')).toEqual(['ObserveDeadLetters']);
  });

  it('reconcile runs each minute, and leaves a dead letter where it fails', () => {
    expect(rules()).toContainEqual(
      expect.objectContaining({
        ScheduleExpression: 'rate(1 minute)',
        Targets: [
          expect.objectContaining({
            Arn: { 'Fn::GetAtt': ['ReconcileLambdaFunction', 'Arn'] },
            DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['ReconcileDeadLetters', 'Arn'] } },
          }),
        ],
      }),
    );
    expect(failuresOf('reconcile')).toEqual(['ReconcileDeadLetters']);
  });

  it('the queues are encrypted and take messages of our rules only', () => {
    for (const [, queue] of ofType('AWS::SQS::Queue')) expect(queue.Properties.SqsManagedSseEnabled).toBe(true);
    const sources = at(
      properties('DeadLettersPolicy'),
      'PolicyDocument',
      'Statement',
      0,
      'Condition',
      'ArnLike',
      'aws:SourceArn',
    );
    const prefix = String(at(sources, 'Fn::Sub'))
      .replace(/^.*:rule\//, '')
      .replace('*', '');
    for (const { Name } of rules()) expect(String(Name).startsWith(prefix)).toBe(true);
  });

  it.each(['ObserveDeadLettersAlarm', 'ReconcileDeadLettersAlarm', 'FunctionErrorsAlarm', 'ServerErrorsAlarm'])(
    '%s tells the operators',
    (alarm) => {
      expect(properties(alarm)).toMatchObject({
        AlarmActions: [{ Ref: 'AlarmTopic' }],
        TreatMissingData: 'notBreaching',
      });
    },
  );

  it.each([
    ['AuditWriteFailed', 0],
    ['JobGoneUpstream', 0],
    ['PolicyBundleFailed', 0],
    ['ReconcileFailed', 2],
    ['RuleFault', 0],
    ['SettingRefused', 0],
  ])('%s above %i raises an alarm', (metric, Threshold) => {
    expect(properties(`${metric}Alarm`)).toMatchObject({ Namespace: 'Traingate', MetricName: metric, Threshold });
  });

  it('errors of every function count', () => {
    const watched = [properties('FunctionErrorsAlarm').Metrics].flat().flatMap((metric) => {
      const name = at(metric, 'MetricStat', 'Metric', 'Dimensions', 0, 'Value', 'Ref');
      return name ? [name] : [];
    });
    expect(watched.sort()).toEqual(FUNCTIONS.map(functionOf).sort());
  });
});

describe('answers of API Gateway itself', () => {
  const answers = () =>
    new Map(ofType('AWS::ApiGateway::GatewayResponse').map(([, { Properties: p }]) => [String(p.ResponseType), p]));

  it.each([
    ['MISSING_AUTHENTICATION_TOKEN', 403, 'MissingAuthenticationTokenException', 'urn:traingate:not-signed'],
    ['INVALID_SIGNATURE', 403, 'InvalidSignatureException', 'urn:traingate:invalid-signature'],
    ['EXPIRED_TOKEN', 403, 'ExpiredTokenException', 'urn:traingate:expired-token'],
    ['ACCESS_DENIED', 403, 'AccessDeniedException', 'urn:traingate:access-denied'],
    ['REQUEST_TOO_LARGE', 413, 'RequestEntityTooLargeException', 'urn:traingate:request-too-large'],
    ['THROTTLED', 429, 'ThrottlingException', 'urn:traingate:throttled'],
    ['INTEGRATION_TIMEOUT', 503, 'ServiceUnavailableException', 'urn:traingate:unavailable'],
    ['INTEGRATION_FAILURE', 503, 'ServiceUnavailableException', 'urn:traingate:unavailable'],
    ['DEFAULT_5XX', 503, 'ServiceUnavailableException', 'urn:traingate:unavailable'],
  ])('%s is %i %s in both dialects', (kind, status, code, type) => {
    const answer = answers().get(kind);
    expect(answer).toMatchObject({
      StatusCode: String(status),
      ResponseParameters: { 'gatewayresponse.header.x-amzn-ErrorType': `'${code}'` },
    });
    expect(bodyOf(answer)).toMatchObject({ __type: code, type, status, title: expect.any(String) });
  });

  it('every body is JSON with the same words in message, Message and detail', () => {
    expect(answers().size).toBe(10);
    for (const [kind, answer] of answers()) {
      const { message, Message, detail } = bodyOf(answer);
      expect({ kind, Message, detail }).toEqual({ kind, Message: message, detail: message });
    }
  });

  it('a deployment waits for all of them', () => {
    const ids = ofType('AWS::ApiGateway::GatewayResponse').map(([id]) => id);
    expect(packaged.resources.ApiGatewayMethodHealthzGet?.DependsOn).toEqual(expect.arrayContaining(ids));
    const [deployment] = ofType('AWS::ApiGateway::Deployment');
    expect(deployment?.[1].DependsOn).toContain('ApiGatewayMethodHealthzGet');
  });

  /** The body as a client gets it: API Gateway puts a quoted text for messageString, a bare one for responseType. */
  function bodyOf(answer: Properties | undefined): Readonly<Record<string, Value>> {
    const template = String(at(answer, 'ResponseTemplates', 'application/json'));
    const filled = template
      .replaceAll('$context.error.messageString', '"a \\"quoted\\" text"')
      .replaceAll('$context.error.responseType', 'UNAUTHORIZED');
    return JSON.parse(filled);
  }
});

describe('template', () => {
  it('has no custom resource: nothing but the functions runs', () => {
    const types = Object.values(packaged.resources).map(({ Type }) => Type);
    expect(types.filter((type) => /^(?:Custom::|AWS::CloudFormation::CustomResource)/.test(type))).toEqual([]);
  });

  it('refers only to what it has', () => {
    const text = JSON.stringify({ ...packaged.resources, ...packaged.outputs });
    const names = [...text.matchAll(/"(?:Ref":"|Fn::GetAtt":\[")([^"]+)/g)].map(([, name]) => String(name));
    const subs = [...text.matchAll(/\$\{(\w+)(?:\.\w+)?\}/g)].map(([, name]) => String(name));
    const unknown = [...names, ...subs].filter((name) => !(name in packaged.resources) && !name.startsWith('AWS::'));
    expect(unknown).toEqual([]);
  });

  it('tells where it serves, what holds the ledger and the policies, and where alarms go', () => {
    expect(packaged.outputs).toMatchObject({
      ServiceEndpoint: {},
      TableName: {},
      AlarmTopicArn: {},
      PolicyBucketName: {},
    });
  });
});
