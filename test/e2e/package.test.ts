import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { FUNCTIONS, FUNCTIONS_WITH_POLICIES, filesBeside } from '../../scripts/bundle-handlers.ts';
import { hashesUnder, type Value } from '../support/packaged.ts';
import { at, functionOf, packagedStack, roleOf } from '../support/packaged-stack.ts';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: Value;
  readonly Condition?: Value;
}

const { packaged, built, buildSomewhere, ofType, properties } = packagedStack();

const statementsOf = (name: string): readonly Statement[] =>
  // A role's statements, as deploy/roles.yml writes them.
  at(properties(roleOf(name)), 'Policies', 0, 'PolicyDocument', 'Statement') as unknown as readonly Statement[];

const hasPolicies = (name: string): boolean => FUNCTIONS_WITH_POLICIES.includes(name);

/** Who opens or makes secrets of gateway keys. */
const usesGatewayKeys = (name: string): boolean => ['sdk', 'keys'].includes(name);

/** Who tells people something there, or is told. */
const reachesSlack = (name: string): boolean => ['slack', 'resume', 'reconcile'].includes(name);

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
    ['GET /v1/approvals', 'AWS_IAM', 'approvals'],
    ['GET /v1/approvals/{admissionId}', 'AWS_IAM', 'approvals'],
    ['POST /v1/approvals/{admissionId}/approve', 'AWS_IAM', 'approvals'],
    ['POST /v1/approvals/{admissionId}/deny', 'AWS_IAM', 'approvals'],
    ['POST /slack/interactions', 'NONE', 'slack'],
    ['POST /slack/commands', 'NONE', 'slack'],
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

  it('there are no others, and only health, openapi and the doors that verify signatures themselves are open', () => {
    expect(Object.keys(routes())).toHaveLength(21);
    const open = Object.entries(routes()).filter(([, [authorization]]) => authorization !== 'AWS_IAM');
    expect(open.map(([route]) => route).sort()).toEqual([
      'GET /healthz',
      'GET /v1/openapi.json',
      'POST /',
      'POST /slack/commands',
      'POST /slack/interactions',
    ]);
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
          ...(reachesSlack(name) && { SLACK_SECRET_ID: { Ref: 'SlackSecret' } }),
          ...(usesGatewayKeys(name) && { KEY_ENCRYPTION_KEY_ID: { 'Fn::GetAtt': ['GatewayKeysKey', 'Arn'] } }),
        },
      },
    });
    expect(at(properties(functionOf(name)), 'Code', 'S3Key')).toMatch(new RegExp(`/${name}\\.zip$`));
  });

  it('answer before API Gateway gives up; those that nobody waits for within a minute', () => {
    const timeouts = FUNCTIONS.map((name) => [name, Number(properties(functionOf(name)).Timeout)] as const);
    for (const [name, seconds] of timeouts)
      expect(seconds).toBeLessThan(['reconcile', 'resume'].includes(name) ? 60 : 29);
  });

  it.each([...FUNCTIONS])('the zip of %s holds its bundle, and what reads policies where it asks for them', (name) => {
    const beside = filesBeside(name).map((file) => `dist/lambda/${name}/${file}`);
    const policies = [...beside, ...(hasPolicies(name) ? ['dist/policy-bundle.json'] : [])];
    expect(packaged().zips[name]).toEqual([`dist/lambda/${name}/index.cjs`, ...policies].sort());
  });

  it('are the same bytes when built twice', async () => {
    const first = await hashesUnder(join(built(), 'dist'));
    expect(Object.keys(first)).toHaveLength(
      2 * (FUNCTIONS.length + FUNCTIONS.flatMap((name) => filesBeside(name)).length) + 2,
    );
    expect(await hashesUnder(join(await buildSomewhere(), 'dist'))).toEqual(first);
  });
});

describe('roles', () => {
  it.each([
    ['create', true],
    ['sdk', true],
    ['reconcile', true],
    ['resume', true],
    ['check', false],
    ['approvals', false],
    ['slack', false],
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

  it.each(['create', 'sdk', 'reconcile', 'resume'])(
    '%s passes only the training roles, and only to SageMaker',
    (name) => {
      const passing = statementsOf(name).filter((statement) => actionsOf(statement).includes('iam:PassRole'));
      expect(passing).toEqual([
        {
          Effect: 'Allow',
          Action: 'iam:PassRole',
          Resource: expect.arrayContaining([expect.stringMatching(/^arn:aws:iam::\d{12}:role\/[^*]+$/)]),
          Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
        },
      ]);
    },
  );

  it.each(['create', 'sdk', 'reconcile', 'resume'])(
    '%s tags only while creating and grants keys only to SageMaker',
    (name) => {
      const condition = (action: string) =>
        statementsOf(name).find((statement) => actionsOf(statement).includes(action))?.Condition;
      expect(condition('sagemaker:AddTags')).toEqual({
        StringEquals: { 'sagemaker:TaggingAction': 'CreateTrainingJob' },
      });
      expect(condition('kms:CreateGrant')).toMatchObject({
        StringEquals: { 'kms:ViaService': { 'Fn::Sub': expect.stringMatching(/^sagemaker\./) } },
        Bool: { 'kms:GrantIsForAWSResource': 'true' },
      });
    },
  );

  it.each([
    ['create', ['BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem']],
    ['check', ['BatchGetItem', 'GetItem']],
    ['read', ['BatchGetItem', 'GetItem', 'Query']],
    ['stop', ['BatchGetItem', 'DeleteItem', 'GetItem', 'UpdateItem']],
    ['approvals', ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem']],
    ['slack', ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'Query', 'UpdateItem']],
    ['sdk', ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem']],
    ['keys', ['GetItem', 'PutItem', 'Query', 'UpdateItem']],
    ['health', []],
    ['openapi', []],
    ['observe', ['BatchGetItem', 'GetItem', 'UpdateItem']],
    ['reconcile', ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem']],
    [
      'resume',
      [
        ...['BatchGetItem', 'DeleteItem', 'DescribeStream', 'GetItem', 'GetRecords', 'GetShardIterator'],
        ...['ListStreams', 'UpdateItem'],
      ],
    ],
  ])('%s may do to the table: %j', (name, actions) => {
    const allowed = statementsOf(name).flatMap(actionsOf);
    expect(allowed.filter((action) => action.startsWith('dynamodb:')).sort()).toEqual(
      actions.map((a) => `dynamodb:${a}`),
    );
  });

  it.each(['approvals', 'slack', 'resume'])('%s reaches no gateway key in the table', (name) => {
    const ofItems = statementsOf(name).filter(
      ({ Resource }) => JSON.stringify(Resource) === '{"Fn::GetAtt":["Table","Arn"]}',
    );
    expect(ofItems.length).toBeGreaterThan(0);
    for (const { Condition } of ofItems) {
      const keys = [at(Condition, 'ForAllValues:StringLike') ?? at(Condition, 'ForAllValues:StringEquals')];
      const patterns = keys.flatMap((each) => [at(each, 'dynamodb:LeadingKeys')].flat());
      expect(patterns.length).toBeGreaterThan(0);
      for (const pattern of patterns)
        expect(String(pattern)).toMatch(/^(?:JOB|NAME|LEDGER|AUDIT|SEEN|WAIVER)#\*$|^WAITING$/);
    }
  });

  it.each([...FUNCTIONS])('%s deletes nothing but an entry of the list of those that wait', (name) => {
    const deleting = statementsOf(name).filter((statement) => actionsOf(statement).includes('dynamodb:DeleteItem'));
    for (const { Condition } of deleting) {
      expect(Condition).toEqual({
        'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['WAITING'] },
        Null: { 'dynamodb:LeadingKeys': 'false' },
      });
    }
  });

  it.each([...FUNCTIONS])('%s reads the secret of the Slack app where it reaches Slack, and no other', (name) => {
    const secrets = statementsOf(name).filter((each) => actionsOf(each).some((a) => a.startsWith('secretsmanager:')));
    const read = { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: { Ref: 'SlackSecret' } };
    expect(secrets).toEqual(reachesSlack(name) ? [read] : []);
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

describe('template', () => {
  it('has no custom resource: nothing but the functions runs', () => {
    const types = Object.values(packaged().resources).map(({ Type }) => Type);
    expect(types.filter((type) => /^(?:Custom::|AWS::CloudFormation::CustomResource)/.test(type))).toEqual([]);
  });

  it('refers only to what it has', () => {
    const text = JSON.stringify({ ...packaged().resources, ...packaged().outputs });
    const names = [...text.matchAll(/"(?:Ref":"|Fn::GetAtt":\[")([^"]+)/g)].map(([, name]) => String(name));
    const subs = [...text.matchAll(/\$\{(\w+)(?:\.\w+)?\}/g)].map(([, name]) => String(name));
    const unknown = [...names, ...subs].filter((name) => !(name in packaged().resources) && !name.startsWith('AWS::'));
    expect(unknown).toEqual([]);
  });

  it('tells where it serves, what holds the ledger and the policies, and where alarms go', () => {
    expect(packaged().outputs).toMatchObject({
      ServiceEndpoint: {},
      TableName: {},
      AlarmTopicArn: {},
      PolicyBucketName: {},
    });
  });
});
