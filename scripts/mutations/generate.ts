import type { Model } from '../service-model.ts';
import { type DraftObject, shapeOf } from './draft.ts';
import type { Kind } from './kind.ts';
import { ABSENT, KINDS } from './kinds.ts';
import { type Random, randomOf } from './random.ts';
import { type Route, reach, routesOf } from './routes.ts';
import { enumValue } from './text-kinds.ts';

/** A mutated request. */
export interface Case {
  /** Counted from 1. The same number of the same seed is the same case, however many are asked for. */
  readonly number: number;
  /** Index of the request that was mutated. */
  readonly base: number;
  /** What was done, in order. The last is the one that the case is for. */
  readonly kinds: readonly string[];
  readonly request: DraftObject;
}

/** A mutation and the places of which it is done at one. */
interface Task {
  readonly kind: Kind;
  readonly routes: readonly Route[];
}

/** Further mutations of a case: half of the cases have none, so that nothing hides what they are for. */
const FURTHER = [0, 0, 0, 1, 2, 4];

/** `count` mutations of the requests: every kind at every shape in turn, and round again; the order is the seed's. */
export function casesOf(model: Model, requests: readonly DraftObject[], count: number, seed: number): readonly Case[] {
  const random = randomOf(seed);
  const tasks = random.shuffled(tasksOf(model));
  return Array.from({ length: count }, (_, index) => {
    const base = random.below(requests.length);
    const request = structuredClone(requests[base] ?? {});
    const further = Array.from({ length: random.pick(FURTHER) }, () => random.pick(tasks));
    const chosen = [...further, ...tasks.slice(index % tasks.length).slice(0, 1)];
    const kinds = chosen.map((task) => perform(model, request, task, random));
    return { number: index + 1, base, kinds, request };
  });
}

/** Each kind at each shape, each value of each enum, each place left out: some 1,700 for CreateTrainingJob. */
function tasksOf(model: Model): readonly Task[] {
  const routes = routesOf(model);
  const alike = Map.groupBy(routes, ({ shape, last }) => (last === 'key' ? `${shape} as a key` : shape));
  const removable = routes.filter(({ shape, last }) => ABSENT.fits(shapeOf(model, shape), last));
  return [
    ...[...alike.values()].flatMap((places) => tasksAt(model, places)),
    ...removable.map((route) => ({ kind: ABSENT, routes: [route] })),
  ];
}

/** Of places that are alike. */
function tasksAt(model: Model, routes: readonly Route[]): readonly Task[] {
  return routes.slice(0, 1).flatMap(({ shape: name, last }) => {
    const shape = shapeOf(model, name);
    const kinds = KINDS.filter(({ fits }) => fits(shape, last));
    return [...kinds, ...(shape.enum ?? []).map(enumValue)].map((kind) => ({ kind, routes }));
  });
}

function perform(model: Model, request: DraftObject, { kind, routes }: Task, random: Random): string {
  const route = random.pick(routes);
  const spot = reach(model, request, route, random);
  kind.apply({ model, spot, name: route.shape, shape: shapeOf(model, route.shape), random });
  return kind.name;
}
