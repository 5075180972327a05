import { expression } from '../../gateway/rules/expression/rule.ts';
import type { JsonObject } from '../../gateway/shared/json.ts';
import { thirteenPolicies } from './thirteen.ts';

/** What every rule `expression` has to have beside its expression. */
export const WORDS = { message: 'not so', remedy: 'do otherwise' };

const { 'organization.yaml': organization = '', 'quotas.yaml': quotas = '' } = thirteenPolicies('cel');

/** Files that make a bundle with a policy. */
export const others = { 'organization.yaml': organization, 'quotas.yaml': quotas };

/** The file of a policy with one expression. */
export const policyOf = (params: JsonObject, enforcement = 'deny'): string =>
  JSON.stringify({
    policy: 'own',
    description: 'One of our own.',
    owner: 'owner@example.com',
    bindings: [{ rule: 'expression', enforcement, params }],
  });

/** What the build finds in an expression. */
export const flawsOf = (params: JsonObject) => expression.flaws({ ...WORDS, ...params });
