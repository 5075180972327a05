import { cpus } from 'node:os';

/** Where and when figures were measured. */
export interface Machine {
  /** ISO 8601. */
  readonly date: string;
  readonly node: string;
  readonly cores: number;
  readonly cpu: string;
}

export function thisMachine(): Machine {
  const cores = cpus();
  const cpu = `${cores[0]?.model.trim() ?? 'unknown'}, ${process.platform} ${process.arch}`;
  return { date: new Date().toISOString(), node: process.version, cores: cores.length, cpu };
}
