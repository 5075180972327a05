import { dirname, relative } from 'node:path';
import { schemaCheck } from '../../gateway/bundle/schema-check.ts';
import { PRICES_SCHEMA } from '../../gateway/bundle/schemas/prices.ts';
import { type Word, wordAmong } from '../../gateway/rules/rule.ts';
import { familyOf, INSTANCE_TYPES } from '../../gateway/shared/instance-types.ts';
import type { Prices } from '../../gateway/shared/prices.ts';
import { readYaml, refuseProblems } from './read-yaml.ts';

/** prices.yaml, or where it is to be. */
export interface PriceFile {
  /** The comments that it begins with. */
  readonly head: string;
  /** null: there is no such file. */
  readonly prices: Prices | null;
}

const anyText: Word = { is: () => true, problemOf: () => '' };

/** The words of prices.yaml; of what the organisation has, any: a region may have gone. */
const WORDS: Readonly<Record<string, Word>> = {
  region: anyText,
  'instance-type': wordAmong('an instance type that SageMaker trains on', INSTANCE_TYPES),
  day: anyText,
  'price-basis': wordAmong('a basis of prices', ['list', 'agreed']),
};

/** Reads a file of prices. Throws a Failure that names every place where it is none. */
export function priceFileAt(file: string): PriceFile {
  const source = readYaml(file);
  if (source === null) return { head: headFor(file), prices: null };
  refuseProblems(schemaCheck(PRICES_SCHEMA, WORDS)(source));
  // Sound because it fits the schema.
  return { head: headOf(source.text), prices: source.value as unknown as Prices };
}

/** The lines before the first that says something. */
const headOf = (text: string): string => /^(?:[ \t]*(?:#.*)?\r?\n)*/.exec(text)?.[0] ?? '';

const headFor = (file: string): string => `\
# yaml-language-server: $schema=${relative(dirname(file), 'schemas/prices.schema.json').replaceAll('\\', '/')}
# What training costs: AWS's list prices, as \`npm run prices\` looked them up. A type without a price is refused where a
# price is needed.
`;

/** The text of a file with these prices: the same for the same, in whatever order they are. */
export function priceFileText({ head }: Pick<PriceFile, 'head'>, prices: Prices): string {
  const { date, usdPerGbMonth, usdPerHour, warmPoolUsdPerHour = {}, spotUsdPerHour = {} } = prices;
  const volumes = Object.entries(usdPerGbMonth).sort(byKey);
  return [
    `${head}date: ${date}`,
    'basis: list',
    '# USD for a GB of storage volume in a month. Types with local storage have none.',
    'usdPerGbMonth:',
    ...volumes.map(([region, price]) => `  ${region}: ${price}`),
    '# USD for an instance-hour of training, on demand.',
    ...hourly('usdPerHour', usdPerHour),
    ...commented(
      '# Of an instance that a warm pool keeps, where that is another price.',
      'warmPoolUsdPerHour',
      warmPoolUsdPerHour,
    ),
    ...commented('# What spot capacity lately cost: for reading, never a bound.', 'spotUsdPerHour', spotUsdPerHour),
    '',
  ].join('\n');
}

type Hourly = Prices['usdPerHour'];

const commented = (comment: string, name: string, prices: Hourly): readonly string[] =>
  Object.keys(prices).length === 0 ? [] : [comment, ...hourly(name, prices)];

const hourly = (name: string, prices: Hourly): readonly string[] => [
  `${name}:`,
  ...Object.entries(prices)
    .sort(byKey)
    .flatMap(([region, types]) => [
      `  ${region}:`,
      ...Object.entries(types)
        .sort(([a], [b]) => compareTypes(a, b))
        .map(([type, price]) => `    ${type}: ${price}`),
    ]),
];

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

/** By family, then by size: `ml.g5.2xlarge` before `ml.g5.12xlarge`. */
export function compareTypes(a: string, b: string): number {
  if (familyOf(a) !== familyOf(b)) return familyOf(a) < familyOf(b) ? -1 : 1;
  return sizeOf(a) - sizeOf(b);
}

const SMALL: Readonly<Record<string, number>> = { medium: 0.25, large: 0.5, xlarge: 1 };

function sizeOf(type: string): number {
  const size = type.slice(type.lastIndexOf('.') + 1);
  return SMALL[size] ?? Number.parseInt(size, 10);
}
