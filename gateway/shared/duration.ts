const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** Seconds for people: "432000 seconds (5 days)"; in the largest unit that they fill without a rest, if there is one. */
export function secondsInWords(seconds: number): string {
  const [unit, length] = UNITS.find(([, each]) => seconds > 0 && seconds % each === 0) ?? [];
  const plain = counted(seconds, 'second');
  return unit === undefined ? plain : `${plain} (${counted(seconds / length, unit)})`;
}

/** "1 hour", "2 hours": for nouns that take an s. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
