import { describe, expect, it } from '@jest/globals';
import { lintPolicies } from '../../cli/policies/lint.ts';
import { FILES, filesOf } from '../support/small-files.ts';

const NOW = Date.UTC(2026, 10, 27);
const SOUTH_TOO = FILES['organization.yaml'].replace('[eu-west-1]', '[eu-west-1, eu-south-1, eu-north-1]');
const prices = (volumes: string) =>
  `date: 2026-11-20\nusdPerHour: { eu-west-1: { ml.m5.large: 0.1 } }\nusdPerGbMonth: ${volumes}\n`;

const warned = (texts: Readonly<Record<string, string>>): readonly string[] => {
  const { errors, warnings } = lintPolicies(filesOf({ ...FILES, 'organization.yaml': SOUTH_TOO, ...texts }), NOW);
  expect(errors).toEqual([]);
  return warnings.map(({ check, file, line, column, message }) => `${file}:${line}:${column} ${check}: ${message}`);
};

describe('lint of prices', () => {
  it('warns once of regions in which jobs run and volumes have no price', () => {
    expect(warned({ 'prices.yaml': prices('{ eu-west-1: 0.154 }') })).toEqual([
      'prices.yaml:3:1 unpriced-volumes: jobs run in `eu-south-1`, `eu-north-1`, where prices.yaml has no price of volumes, so what a job with one costs is not known: add it, 0 where you pay none',
    ]);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['a price in each region', { 'prices.yaml': prices('{ eu-west-1: 0.154, eu-south-1: 0, eu-north-1: 0.15 }') }],
    [
      'the regions that there are',
      { 'organization.yaml': FILES['organization.yaml'], 'prices.yaml': prices('{ eu-west-1: 0.154 }') },
    ],
    ['no prices at all', {}],
  ])('has nothing to say about %s', (_, texts) => {
    expect(warned(texts)).toEqual([]);
  });
});
