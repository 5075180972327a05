import { type Model, REQUEST_SHAPE } from '../service-model.ts';
import { type Draft, type DraftObject, isDraftObject, sampleOf, shapeOf } from './draft.ts';
import type { Random } from './random.ts';

interface Step {
  readonly into: 'member' | 'item' | 'key' | 'value';
  /** Of a member; elsewhere empty. */
  readonly name: string;
  readonly shape: string;
}

/** The way from the request to one of the places that the model has. */
export interface Route {
  readonly steps: readonly Step[];
  readonly shape: string;
  /** What the last step leads into: the place's part in what holds it. */
  readonly last: Step['into'] | 'whole request';
}

/** Every place of a request, however deep, and the request itself, which no step leads to. */
export function routesOf(model: Model): readonly Route[] {
  const routes: Route[] = [];
  const visit = (shape: string, steps: readonly Step[]) => {
    routes.push({ steps, shape, last: steps.at(-1)?.into ?? 'whole request' });
    for (const step of stepsFrom(model, shape)) visit(step.shape, [...steps, step]);
  };
  visit(REQUEST_SHAPE, []);
  return routes;
}

function stepsFrom(model: Model, name: string): readonly Step[] {
  const { members = {}, member, key, value } = shapeOf(model, name);
  const parts = [
    { into: 'item', to: member },
    { into: 'key', to: key },
    { into: 'value', to: value },
  ] as const;
  return [
    ...Object.entries(members).map(([name, { shape }]) => ({ into: 'member', name, shape }) as const),
    ...parts.flatMap(({ into, to }) => (to === undefined ? [] : [{ into, name: '', shape: to.shape }])),
  ];
}

/** A place in a request that is there. */
export interface Spot {
  readonly value: Draft;
  readonly write: (value: Draft) => void;
  /** Does nothing for the request itself and for items of lists. */
  readonly remove: () => void;
}

/** The place at the end of a route; what the request lacks on the way is put in, as the model wants it. */
export function reach(model: Model, request: DraftObject, { steps }: Route, random: Random): Spot {
  let spot: Spot = { value: request, write: () => {}, remove: () => {} };
  let shape = REQUEST_SHAPE;
  for (const step of steps) {
    spot = stepInto(model, filled(model, spot, shape, step, random), step, random);
    shape = step.shape;
  }
  return spot;
}

/** The object or list at a spot, in place of whatever else stood there, with at least one entry to step into. */
function filled(model: Model, { value, write }: Spot, shape: string, { into }: Step, random: Random): Draft {
  const isEntered =
    into === 'member' ? isDraftObject(value) : hasEntries(value) && Array.isArray(value) === (into === 'item');
  if (isEntered) return value;
  const fresh = sampleOf(model, shape, random);
  write(fresh);
  return fresh;
}

const hasEntries = (value: Draft): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0;

function stepInto(model: Model, holder: Draft, { into, name, shape }: Step, random: Random): Spot {
  if (Array.isArray(holder)) return itemSpot(holder, random.below(holder.length));
  if (!isDraftObject(holder)) throw new Error(`nothing leads into ${name}`);
  if (into !== 'member') return entrySpot(holder, random.pick(Object.keys(holder)), into === 'key');
  if (holder[name] === undefined) holder[name] = sampleOf(model, shape, random);
  return entrySpot(holder, name, false);
}

const itemSpot = (list: Draft[], index: number): Spot => ({
  value: list[index] ?? null,
  write: (value) => {
    list[index] = value;
  },
  remove: () => {},
});

function entrySpot(holder: DraftObject, name: string, isKey: boolean): Spot {
  const value = holder[name] ?? null;
  const remove = () => {
    delete holder[name];
  };
  const rename = (key: Draft) => {
    remove();
    holder[String(key)] = value;
  };
  const replace = (changed: Draft) => {
    holder[name] = changed;
  };
  return isKey ? { value: name, write: rename, remove } : { value, write: replace, remove };
}
