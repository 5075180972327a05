import { ADMISSION } from './admission.ts';
import { APPROVALS } from './approvals/simulation.ts';
import type { Simulation } from './search.ts';

export const SIMULATIONS = { admission: ADMISSION, approvals: APPROVALS } as const satisfies Record<string, Simulation>;

export type SimulationName = keyof typeof SIMULATIONS;
