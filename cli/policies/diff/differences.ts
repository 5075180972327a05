import type { Bundle } from '../../../gateway/bundle/open.ts';
import type { EpochMs } from '../../../gateway/shared/clock.ts';
import type { JsonObject } from '../../../gateway/shared/json.ts';
import type { JsonPatch } from '../../../gateway/shared/json-patch.ts';
import { type Random, randomOf } from '../../../scripts/mutations/random.ts';
import type { DecisionRecord } from '../records/record.ts';
import { SEVERITY } from '../strictness.ts';
import { type Allowing, attemptsOn } from './attempts.ts';
import { allowedBy, baseRequests, mayRun } from './base.ts';
import { kindsOf } from './people.ts';
import { type Pool, poolOf } from './pool.ts';
import { ANYTHING, teamKey } from './text-change.ts';
import { type Judge, judgeFor, type Objections, type Opinion } from './verdicts.ts';

/**
 * `loosens`: refused before and not now, or held before and allowed now. `tightens`: the reverse. `otherwise`: refused by
 * both, or held by both, but not by the same policies.
 */
export type Direction = 'loosens' | 'tightens' | 'otherwise';

/** A request that shows a difference. */
export interface Example {
  readonly person: string;
  readonly request: JsonObject;
  /** What makes it of the request that it started from. */
  readonly changes: readonly JsonPatch[];
  /** Name of the recorded job that it is; null: it was made. */
  readonly recorded: string | null;
}

/** What two bundles judge differently, for one team and by the same policies. */
export interface Difference {
  readonly direction: Direction;
  readonly team: string;
  /** Policies that refuse before and not now. */
  readonly before: readonly string[];
  /** Policies that refuse now and did not before. */
  readonly after: readonly string[];
  /** The same of those that have people asked. */
  readonly heldBefore: readonly string[];
  readonly heldAfter: readonly string[];
  readonly example: Example;
  /** How many more requests show the same. */
  readonly others: number;
}

/** What was tried, and what of it is judged differently. */
export interface Differences {
  readonly differences: readonly Difference[];
  /** What some request showed on which the verdicts differ: rules of policies, teams, anything, as text-change.ts names them. */
  readonly shown: readonly string[];
  readonly tried: {
    /** Generated and recorded. */
    readonly requests: number;
    readonly people: number;
    /** For whom no request was found that either bundle lets pass, though their team has a role to run as. */
    readonly without: readonly string[];
  };
}

/** What is to be tried. */
export interface Trial {
  readonly before: Bundle;
  readonly after: Bundle;
  /** The moment for which made requests are judged. */
  readonly at: EpochMs;
  readonly seed: number;
  /** How many requests are made for each kind of person, at most. */
  readonly requests: number;
  /** Requests that may lead to one that is allowed, where the plain one does not. */
  readonly starts?: readonly JsonObject[];
  readonly records?: AsyncIterable<DecisionRecord>;
  readonly onRequest?: (count: number) => void;
}

/** Judges recorded and made requests by both bundles. The same for the same trial. */
export async function differencesIn(trial: Trial): Promise<Differences> {
  const tally = tallyOf(trial.onRequest);
  const judges = judgesOf(trial);
  const people = new Set<string>();
  for await (const record of trial.records ?? []) {
    const both = judges(record.person);
    if (!both || record.request === null) continue;
    people.add(record.person);
    tryRecorded(tally, both, record);
  }
  const random = randomOf(trial.seed);
  const pool = poolOf([trial.before, trial.after], random);
  const without: string[] = [];
  for (const kind of kindsOf(trial.before, trial.after)) {
    for (const person of kind.people) people.add(person);
    const both = judges(kind.person);
    if (!both || ![both.before, both.after].some(mayRun)) continue;
    if (!tryMade(tally, both, trial, kind.person, pool, random)) without.push(...kind.people);
  }
  const tried = { requests: tally.requests(), people: people.size, without };
  return { differences: tally.differences(), shown: tally.shown(), tried };
}

interface Both {
  readonly before: Judge;
  readonly after: Judge;
}

/** null: one of the organisations does not know the person. */
function judgesOf({ before, after, at }: Trial): (person: string) => Both | null {
  const known = new Map<string, Both | null>();
  const made = (person: string): Both | null => {
    const [old, now] = [judgeFor(before, person, at), judgeFor(after, person, at)];
    return old && now && { before: old, after: now };
  };
  return (person) => {
    const both = known.get(person) ?? made(person);
    known.set(person, both);
    return both;
  };
}

function tryRecorded(tally: Tally, { before, after }: Both, { person, name, request, at }: DecisionRecord): void {
  if (request === null) return;
  const [old, now] = [before, after].map((judge) => judge.opinionOn(request, Date.parse(at)));
  if (old && now) tally.add(after.team.id, old, now, { person, request, changes: [], recorded: name });
}

/** Whether there is a request to start from. Where there are two, each has its share. */
function tryMade(tally: Tally, { before, after }: Both, trial: Trial, person: string, pool: Pool, random: Random) {
  const judges = [before, after];
  const bases = baseRequests(judges, pool, person, trial.starts ?? []);
  const allowing: Allowing = (request, mutations) =>
    allowedBy(before, request, mutations) ?? allowedBy(after, request, mutations);
  for (const base of bases) {
    let left = Math.ceil(trial.requests / bases.length);
    for (const { request, changes } of attemptsOn(base, pool, person, random, allowing)) {
      if (left === 0) break;
      const [old, now] = judges.map((judge) => judge.opinionOn(request));
      if (!old || !now) continue;
      left -= 1;
      tally.add(after.team.id, old, now, { person, request, changes, recorded: null });
    }
  }
  return bases.length > 0;
}

interface Tally {
  add(team: string, before: Opinion, after: Opinion, example: Example): void;
  requests(): number;
  shown(): readonly string[];
  differences(): readonly Difference[];
}

function tallyOf(onRequest: (count: number) => void = () => undefined): Tally {
  const found = new Map<string, Difference>();
  const shown = new Set<string>();
  let requests = 0;
  return {
    add: (team, before, after, example) => {
      requests += 1;
      onRequest(requests);
      const rules = [...rulesApart(before.denied, after.denied), ...rulesApart(before.held, after.held)];
      const isVerdict = before.verdict !== after.verdict;
      if (isVerdict) for (const each of [...rules, teamKey(team), ANYTHING]) shown.add(each);
      const difference = differenceOf(team, before, after, example);
      if (!difference) return;
      const key = JSON.stringify([difference.direction, team, ...partsOf(difference)]);
      const known = found.get(key);
      found.set(key, known ? joined(known, difference) : difference);
    },
    requests: () => requests,
    shown: () => [...shown],
    differences: () => inOrder([...found.values()].filter((each, _, all) => !isImplied(each, all))),
  };
}

/** null: there is none. */
function differenceOf(team: string, old: Opinion, now: Opinion, example: Example): Difference | null {
  const parts = {
    before: beyond(old.denied.policies, now.denied.policies),
    after: beyond(now.denied.policies, old.denied.policies),
    heldBefore: beyond(old.held.policies, now.held.policies),
    heldAfter: beyond(now.held.policies, old.held.policies),
  };
  if (partsOf(parts).flat().length === 0) return null;
  return { direction: directionOf(old, now), team, ...parts, example, others: 0 };
}

function directionOf({ verdict: old }: Opinion, { verdict: now }: Opinion): Direction {
  if (old === now) return 'otherwise';
  return SEVERITY[now] < SEVERITY[old] ? 'loosens' : 'tightens';
}

type Parts = Pick<Difference, 'before' | 'after' | 'heldBefore' | 'heldAfter'>;
const partsOf = ({ before, after, heldBefore, heldAfter }: Parts) => [before, after, heldBefore, heldAfter];

const rulesApart = ({ rules: one }: Objections, { rules: other }: Objections): readonly string[] => [
  ...beyond(one, other),
  ...beyond(other, one),
];

const beyond = (some: readonly string[], others: readonly string[]): readonly string[] =>
  some.filter((each) => !others.includes(each));

/** The smaller example stays. */
function joined(known: Difference, other: Difference): Difference {
  const isSmaller = other.example.changes.length < known.example.changes.length;
  return { ...known, example: isSmaller ? other.example : known.example, others: known.others + 1 };
}

/** What more is wrong with a request does not matter where it is known what each policy makes of it alone. */
const isImplied = (difference: Difference, all: readonly Difference[]): boolean =>
  difference.direction === 'otherwise' &&
  all.some((other) => {
    const isAlike = other.team === difference.team && other.direction !== 'otherwise';
    return isAlike && JSON.stringify(partsOf(other)) === JSON.stringify(partsOf(difference));
  });

const ORDER: readonly Direction[] = ['loosens', 'tightens', 'otherwise'];

const inOrder = (differences: readonly Difference[]): readonly Difference[] =>
  differences.toSorted((a, b) => {
    const byDirection = ORDER.indexOf(a.direction) - ORDER.indexOf(b.direction);
    return byDirection || a.example.changes.length - b.example.changes.length || (a.team < b.team ? -1 : 1);
  });
