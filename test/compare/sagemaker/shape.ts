/** The members of an answer with their types, such as `TrainingJobSummaries[].CreationTime: time`. Metadata apart. */
export function shapeOf(answer: object): ReadonlySet<string> {
  const { $metadata, ...members } = answer as Record<string, unknown>;
  return new Set(linesOf('', members));
}

function linesOf(path: string, value: unknown): readonly string[] {
  if (value === undefined) return [];
  if (value instanceof Date) return [`${path}: time`];
  if (Array.isArray(value)) return [`${path}: list`, ...value.flatMap((entry) => linesOf(`${path}[]`, entry))];
  if (typeof value !== 'object' || value === null) return [`${path}: ${value === null ? 'null' : typeof value}`];
  return Object.entries(value).flatMap(([name, inner]) => linesOf(path === '' ? name : `${path}.${name}`, inner));
}
