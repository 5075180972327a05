import { describe, expect, it } from '@jest/globals';
import { faultProblem, problem } from '../../gateway/adapters/http/answer.ts';
import { jobQueryOf, nextOf } from '../../gateway/adapters/http/job-query.ts';
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
