import { AddTagsCommand, type AddTagsCommandInput, DeleteTagsCommand } from '@aws-sdk/client-sagemaker';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { ARN, embeddedSagemaker, REQUEST, signed } from '../support/sagemaker.ts';

const service = embeddedSagemaker();
const { create, describeJob, listTags, restart, start } = service;

const JOB = `${ARN}churn-1`;
const [COST_CENTER, ADMISSION] = REQUEST.Tags;
const addTags = (Tags: AddTagsCommandInput['Tags'], ResourceArn = JOB) =>
  service.client.send(new AddTagsCommand({ ResourceArn, Tags }));
const deleteTags = (TagKeys: string[], ResourceArn = JOB) =>
  service.client.send(new DeleteTagsCommand({ ResourceArn, TagKeys }));
const tag = (Key: string, Value = 'x') => ({ Key, Value });
const tags = (count: number) => Array.from({ length: count }, (_, index) => tag(`k${index}`));

describe('tags of a job in the embedded SageMaker', () => {
  beforeEach(async () => {
    await start({ directory: service.directory });
    await create();
  });

  it('are added, or set anew in their place; the answer holds all', async () => {
    const expected = [tag('cost-center', 'cc-200'), ADMISSION, tag('stage', '')];
    expect((await addTags([tag('stage', ''), tag('cost-center', 'cc-200')])).Tags).toEqual(expected);
    expect((await listTags()).Tags).toEqual(expected);
    expect(await describeJob()).not.toHaveProperty('Tags');
  });

  it('are deleted by key, once however often it is asked', async () => {
    for (const _ of [1, 2]) {
      const { $metadata, ...answer } = await deleteTags(['cost-center', 'nothing-of-the-kind']);
      expect(answer).toEqual({});
      expect((await listTags()).Tags).toEqual([ADMISSION]);
    }
    await deleteTags(['traingate:admission']);
    expect((await listTags()).Tags).toEqual([]);
  });

  it('stand in the events that come after', async () => {
    await service.sagemaker.advance(30);
    await addTags([tag('stage', 'two')]);
    await service.sagemaker.advance(20);
    await deleteTags(['cost-center', 'traingate:admission']);
    await service.sagemaker.advance(100);
    const created = { 'cost-center': 'cc-100', 'traingate:admission': 'a-1' };
    expect(service.events.map(({ detail }) => detail.Tags)).toEqual([
      created,
      created,
      { ...created, stage: 'two' },
      { stage: 'two' },
    ]);
  });

  it('change after the job has ended, and outlive a restart', async () => {
    await service.sagemaker.advance(170);
    await addTags([tag('stage')]);
    await deleteTags(['traingate:admission']);
    await restart({ directory: service.directory });
    expect((await listTags()).Tags).toEqual([COST_CENTER, tag('stage')]);
  });

  it('are at most 50', async () => {
    await addTags(tags(48));
    await addTags([tag('k0', 'anew')]);
    await expect(addTags([tag('one-more')])).rejects.toThrow('A resource can have at most 50 tags, not 51');
    expect((await listTags()).Tags).toHaveLength(50);
  });
});

describe('a refusal of tags by the embedded SageMaker', () => {
  beforeEach(async () => {
    await start();
    await create();
  });

  const PATTERN = '([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)';
  const detected = (path: string, shown: string, constraint: string): string =>
    `1 validation error detected: Value ${shown} at '${path}' failed to satisfy constraint: Member must ${constraint}`;
  const rows: readonly { name: string; call: () => Promise<unknown>; message: string }[] = [
    {
      name: 'to be added to an unknown job',
      call: () => addTags([tag('a')], `${ARN}nobody`),
      message: 'Requested resource not found.',
    },
    {
      name: 'to be deleted from an unknown job',
      call: () => deleteTags(['a'], `${ARN}nobody`),
      message: 'Requested resource not found.',
    },
    {
      name: 'of what is no ARN',
      call: () => addTags([tag('a')], 'Churn-1'),
      message: detected(
        'resourceArn',
        "'Churn-1'",
        'satisfy regular expression pattern: arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:[0-9]{12}:.+',
      ),
    },
    {
      name: 'without any to add',
      call: () => addTags(undefined),
      message: detected('tags', 'null', 'not be null'),
    },
    {
      name: 'without any to delete',
      call: () => deleteTags([]),
      message: detected('tagKeys', "'[]'", 'have length greater than or equal to 1'),
    },
    {
      name: 'of 51 at once',
      call: () => addTags(tags(51)),
      message: detected('tags', "'[51 tags]'", 'have length less than or equal to 50'),
    },
    {
      name: 'of 51 keys at once',
      call: () => deleteTags(tags(51).map(({ Key }) => Key)),
      message: detected('tagKeys', "'[51 keys]'", 'have length less than or equal to 50'),
    },
    {
      name: 'of a long key',
      call: () => addTags([tag('k'.repeat(128)), tag('l'.repeat(129))]),
      message: detected('tags.2.member.key', `'${'l'.repeat(129)}'`, 'have length less than or equal to 128'),
    },
    {
      name: 'of an empty key',
      call: () => deleteTags(['']),
      message: detected('tagKeys.1.member', "''", 'have length greater than or equal to 1'),
    },
    {
      name: 'of a long value',
      call: () => addTags([tag('k', 'v'.repeat(256)), tag('l', 'w'.repeat(257))]),
      message: detected('tags.2.member.value', `'${'w'.repeat(257)}'`, 'have length less than or equal to 256'),
    },
    {
      name: 'of a value with a character that none has',
      call: () => addTags([tag('größe', 'ok'), tag('k', 'a&b')]),
      message: detected('tags.2.member.value', "'a&b'", `satisfy regular expression pattern: ${PATTERN}`),
    },
    {
      name: 'without a value',
      // What a client without types sends.
      call: () => addTags([{ Key: 'a' }] as AddTagsCommandInput['Tags']),
      message: detected('tags.1.member.value', 'null', 'not be null'),
    },
    {
      name: 'of a key twice',
      call: () => addTags([tag('a', '1'), tag('a', '2')]),
      message: 'Tag keys must be unique',
    },
    {
      name: 'of AWS, to be added',
      call: () => addTags([tag('AWS:owner')]),
      message: "System prefix 'aws:' reserved for AWS usage in tag key: AWS:owner",
    },
    {
      name: 'of AWS, to be deleted',
      call: () => deleteTags(['cost-center', 'aws:owner']),
      message: "System prefix 'aws:' reserved for AWS usage in tag key: aws:owner",
    },
  ];
  it.each(rows)('$name', async ({ call, message }) => {
    await expect(call()).rejects.toMatchObject({
      name: 'ValidationException',
      message,
      $metadata: { httpStatusCode: 400 },
    });
    expect((await listTags()).Tags).toEqual(REQUEST.Tags);
  });

  it.each([
    { operation: 'AddTags', members: { Tags: { a: 'x' } } },
    { operation: 'DeleteTags', members: { TagKeys: 'a' } },
  ])('of a mistyped member of $operation', async ({ operation, members }) => {
    const body = JSON.stringify({ ResourceArn: JOB, ...members });
    const response = await fetch(service.sagemaker.url, { method: 'POST', headers: signed(operation), body });
    expect(response.headers.get('x-amzn-errortype')).toBe('SerializationException');
  });
});
