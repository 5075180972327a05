import { describe, expect, it } from '@jest/globals';
import { FUNCTIONS } from '../../scripts/bundle-handlers.ts';
import { type Properties, packageIn, type Value } from '../support/packaged.ts';
import { at, functionOf, packagedStack } from '../support/packaged-stack.ts';

const { packaged, built, ofType, properties } = packagedStack();

describe('storage', () => {
  it('the table is backed up, encrypted, protected and outlives the stack', () => {
    expect(packaged().resources.Table).toMatchObject({
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
      expect(packaged().resources[key]).toMatchObject({
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
    expect(packaged().resources.PolicyBucket).toMatchObject({
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
    const { resources } = await packageIn(built(), ['--param', 'policySource=s3']);
    for (const name of FUNCTIONS) {
      const { Environment } = resources[functionOf(name)]?.Properties ?? {};
      expect(at(Environment, 'Variables', 'POLICY_BUNDLE_BUCKET')).toEqual({ Ref: 'PolicyBucket' });
    }
    await expect(packageIn(built(), ['--param', 'policySource=S3'])).rejects.toMatchObject({
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

  it('records that people were asked about reach resume when they change, and no others', () => {
    expect(at(properties('Table'), 'StreamSpecification')).toEqual({ StreamViewType: 'NEW_IMAGE' });
    const [mapping, ...others] = ofType('AWS::Lambda::EventSourceMapping').map(([, { Properties: own }]) => own);
    expect(others).toEqual([]);
    expect(mapping).toMatchObject({
      EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
      FunctionName: { 'Fn::GetAtt': ['ResumeLambdaFunction', 'Arn'] },
      StartingPosition: 'LATEST',
      MaximumRetryAttempts: 2,
      MaximumRecordAgeInSeconds: 300,
    });
    const patterns = at(mapping, 'FilterCriteria', 'Filters', 0, 'Pattern');
    expect(JSON.parse(String(patterns))).toEqual({
      eventName: ['INSERT', 'MODIFY'],
      dynamodb: { NewImage: { approval: { S: [{ exists: true }] } } },
    });
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
    ['BudgetAlert', 0],
    ['FollowUpFailed', 2],
    ['JobGoneUpstream', 0],
    ['JobOverran', 0],
    ['NoticeFailed', 2],
    ['PolicyBundleFailed', 0],
    ['ReconcileFailed', 2],
    ['RequestChanged', 0],
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
    expect(packaged().resources.ApiGatewayMethodHealthzGet?.DependsOn).toEqual(expect.arrayContaining(ids));
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
