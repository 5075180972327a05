import { counted } from '../../shared/duration.ts';
import { listed } from '../rule.ts';
import type { Caps, Params } from './params.ts';

/** What the params demand, for the people who submit jobs. */
export function sentences(params: Params): readonly string[] {
  const { allowedTypes, deniedTypes, maxVolumeSizeGb, families = {} } = params;
  return [
    ...(allowedTypes ? [`instance types: ${listed(allowedTypes)}`] : []),
    ...(deniedTypes ? [`no instance types that match ${listed(deniedTypes)}`] : []),
    ...capsInWords(params, ''),
    ...Object.entries(families).flatMap(([family, caps]) => capsInWords(caps, ` of family \`${family}\``)),
    ...(maxVolumeSizeGb === undefined ? [] : [`volumes of at most ${maxVolumeSizeGb} GB on each instance`]),
  ];
}

const capsInWords = ({ maxInstances, maxGpus }: Caps, of: string): readonly string[] => [
  ...(maxInstances === undefined ? [] : [`${mostInWords(maxInstances, 'instance')}${of} in one job`]),
  ...(maxGpus === undefined ? [] : [`${mostInWords(maxGpus, 'GPU')}${of} in one job`]),
];

const mostInWords = (most: number, noun: string): string =>
  most === 0 ? `no ${noun}s` : `at most ${counted(most, noun)}`;
