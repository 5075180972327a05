import type { JobStore, JobSummary } from './ports.ts';

/** A first look is short, since most callers want the newest few; what follows is read in large pages. */
const FIRST_LOOK = 100;

export interface Walk {
  readonly teams: readonly string[];
  /** From the job after this listKey; null: from the first. */
  readonly after: string | null;
  readonly descending: boolean;
}

/** The jobs of several teams in one order, by listKey. What nobody takes is not read. */
export async function* summariesInOrder(
  store: JobStore,
  { teams, after, descending }: Walk,
): AsyncIterable<JobSummary> {
  const walks = teams.map((team) => summariesOfTeam(store, team, after, descending));
  const heads = await Promise.all(walks.map(headOf));
  for (;;) {
    const [first, ...others] = heads.filter((head) => head !== null);
    if (first === undefined) return;
    const next = others.reduce((best, other) => (comesBefore(other, best, descending) ? other : best), first);
    yield next.summary;
    heads[heads.indexOf(next)] = await headOf(next.walk);
  }
}

type Walker = AsyncGenerator<JobSummary, void>;

/** The next job of a team, and the way to those after it. */
interface Head {
  readonly walk: Walker;
  readonly summary: JobSummary;
}

async function headOf(walk: Walker): Promise<Head | null> {
  const { done, value } = await walk.next();
  return done || !value ? null : { walk, summary: value };
}

const comesBefore = (one: Head, other: Head, descending: boolean): boolean =>
  one.summary.listKey > other.summary.listKey === descending;

async function* summariesOfTeam(store: JobStore, team: string, after: string | null, descending: boolean): Walker {
  let from = after;
  for (let limit: number | null = FIRST_LOOK; ; limit = null) {
    const page = await store.summaries({ team, after: from, descending, limit });
    yield* page.summaries;
    const last = page.summaries.at(-1);
    if (!page.more || last === undefined) return;
    from = last.listKey;
  }
}
