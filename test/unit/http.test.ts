import { describe, expect, it } from '@jest/globals';
import { faultProblem, problem } from '../../gateway/adapters/http/answer.ts';
import { jobQueryOf, nextOf } from '../../gateway/adapters/http/job-query.ts';
import { quotaQueryOf } from '../../gateway/adapters/http/quota-query.ts';
import { Busy, Unavailable } from '../../gateway/shared/errors.ts';

describe('problem', () => {
  it('is an RFC 9457 document whose type ends in the code', () => {
    const answer = problem({ code: 'quota-exceeded', detail: 'too many' });
    expect(answer.statusCode).toBe(403);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(answer.body)).toEqual({
      type: 'urn:traingate:quota-exceeded',
      title: 'The request exceeds a quota',
      status: 403,
      detail: 'too many',
    });
  });
});

describe('faultProblem', () => {
  const awsError = (name: string) => Object.assign(new Error('secret inside'), { name, $metadata: {} });

  it.each([
    ['a call of AWS that failed', awsError('TimeoutError'), 503],
    ['DynamoDB being busy', awsError('ThrottlingException'), 429],
    ['a store that stays busy', new Busy('conflicts'), 429],
    ['policies that are not known', new Unavailable('secret inside'), 503],
    ['a bug', new TypeError('x is undefined'), 500],
    ['something that is no error', 'oops', 500],
  ])('%s', (_name, fault, status) => {
    const answer = faultProblem(fault);
    expect(answer.statusCode).toBe(status);
    expect(answer.body).not.toContain('secret inside');
    expect(answer.body).not.toContain('undefined');
  });
});

describe('jobQueryOf', () => {
  const KEY = '2026-11-23T09:00:00.000Z#5f0c7c1e-0000-4000-8000-000000000000';

  it('reads every parameter', () => {
    const next = nextOf(KEY) ?? '';
    expect(jobQueryOf({ state: 'finished', team: 'vision', limit: '5', next })).toEqual({
      ok: true,
      value: { state: 'finished', team: 'vision', limit: 5, before: KEY },
    });
  });

  it('has defaults', () => {
    expect(jobQueryOf({})).toEqual({ ok: true, value: { state: null, team: null, limit: 20, before: null } });
  });

  it.each([
    ['an unknown state', { state: 'running' }, 'forwarding, submitted'],
    ['no number', { limit: 'ten' }, '1 to 50'],
    ['too many', { limit: '51' }, '1 to 50'],
    ['none', { limit: '0' }, '1 to 50'],
    ['another way to write a number', { limit: '1e1' }, '1 to 50'],
    ['nothing', { limit: '' }, '1 to 50'],
    ['a made-up cursor', { next: 'abc' }, '`next` of an earlier answer'],
    ['an unknown parameter', { sort: 'name' }, 'known are state'],
  ])('refuses %s and says what is allowed', (_name, parameters, allowed) => {
    const query = jobQueryOf(parameters);
    expect(query.ok ? '' : query.error.detail).toContain(allowed);
  });
});

describe('quotaQueryOf', () => {
  it.each<[string, Record<string, string>, object]>([
    [
      'every parameter',
      { instanceType: 'ml.g5.xlarge', seconds: '86400' },
      { instanceType: 'ml.g5.xlarge', seconds: 86_400 },
    ],
    ['what is left out', {}, { instanceType: null, seconds: 3_600 }],
    ['the longest that a job may run', { seconds: '2419200' }, { instanceType: null, seconds: 2_419_200 }],
  ])('reads %s', (_name, parameters, value) => {
    expect(quotaQueryOf(parameters)).toEqual({ ok: true, value });
  });

  it.each<[string, Record<string, string>, string]>([
    [
      'a type that is none',
      { instanceType: 'ml.g5.xlrage' },
      'is `ml.g5.xlrage`: give an instance type that SageMaker trains on',
    ],
    ['a type of EC2', { instanceType: 'g5.xlarge' }, 'such as `ml.g5.xlarge`'],
    ['no type', { instanceType: '' }, 'such as `ml.g5.xlarge`'],
    ['no time', { seconds: '0' }, 'an integer from 1 to 2419200'],
    ['longer than a job may run', { seconds: '2419201' }, 'an integer from 1 to 2419200'],
    ['half a second', { seconds: '0.5' }, 'an integer from 1 to 2419200'],
    ['no number', { seconds: '24h' }, 'the query parameter `seconds` is `24h`'],
    ['nothing', { seconds: '' }, 'an integer from 1 to 2419200'],
    ['an unknown parameter', { hours: '24' }, 'there is no query parameter `hours`: known are instanceType, seconds'],
  ])('refuses %s and says what is allowed', (_name, parameters, words) => {
    const query = quotaQueryOf(parameters);
    expect(query.ok ? '' : [query.error.code, query.error.detail]).toEqual([
      'invalid-query',
      expect.stringContaining(words),
    ]);
  });
});
