import type { ListRequest } from '../actions/operations/receive.ts';
import type { Bundle } from '../bundle/open.ts';
import type { Refusal } from '../shared/errors.ts';
import { IMPLIED_STATUS, isRunning, isTerminalStatus, isUpstream, type JobState } from '../shared/job.ts';
import type { JsonObject } from '../shared/json.ts';
import type { Principal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { maySee } from './job-access.ts';
import type { JobStore, JobSummary } from './ports.ts';
import { summariesInOrder } from './summaries.ts';

/** What listing takes: no call of SageMaker, which allows two a second to everyone together. */
export interface Listing {
  readonly store: JobStore;
  readonly organization: Bundle['organization'];
  readonly arnOf: (name: string) => string;
}

/** ListTrainingJobs gives 10 where nothing is said (observed; the API reference names no default). */
const DEFAULT_PAGE = 10;

/**
 * The answer of ListTrainingJobs over the jobs that the principal may see and that SageMaker has, or may have: filters,
 * orders and pages as SageMaker's. By the API reference, StatusEquals is applied after a page was cut where MaxResults is
 * given too, so such a page may be empty and have a successor.
 */
export async function listTrainingJobs(
  { store, organization, arnOf }: Listing,
  principal: Principal,
  request: ListRequest,
): Promise<Result<JsonObject, Refusal>> {
  const place = placeOf(request);
  if (place === undefined) return err({ code: 'invalid-request', detail: 'The NextToken is not valid.' });
  const teams = organization.teams.map(({ id }) => id).filter((team) => maySee(principal, team));
  const { listed, isListed } = filtersOf(request);
  const size = request.MaxResults ?? DEFAULT_PAGE;
  const page: JobSummary[] = [];
  for await (const summary of ordered(store, teams, request, place)) {
    if (!isListed(summary)) continue;
    page.push(summary);
    if (page.length > size) break;
  }
  const shown = page.slice(0, size);
  const last = shown.at(-1);
  return ok({
    TrainingJobSummaries: shown.filter(listed).map((summary) => summaryView(summary, arnOf)),
    ...(page.length > size && last && { NextToken: tokenAfter(request, last) }),
  });
}

type Test = (summary: JobSummary) => boolean;

/** `isListed` counts for the page; `listed` is applied to it once it was cut. */
function filtersOf(request: ListRequest): { readonly isListed: Test; readonly listed: Test } {
  const hasStatus: Test = (summary) => !request.StatusEquals || statusOf(summary) === request.StatusEquals;
  const isSelected: Test = (summary) =>
    isThere(summary) &&
    summary.name.includes(request.NameContains ?? '') &&
    isBetween(createdAt(summary), request.CreationTimeAfter, request.CreationTimeBefore) &&
    isBetween(modifiedAt(summary), request.LastModifiedTimeAfter, request.LastModifiedTimeBefore) &&
    (!request.TrainingPlanArnEquals || summary.upstream?.trainingPlanArn === request.TrainingPlanArnEquals) &&
    (!request.WarmPoolStatusEquals || warmPoolOf(summary) === request.WarmPoolStatusEquals);
  return request.MaxResults === undefined
    ? { isListed: (summary) => isSelected(summary) && hasStatus(summary), listed: () => true }
    : { isListed: isSelected, listed: hasStatus };
}

/** SageMaker never had the others and their names are free, or it has deleted them. */
const isThere: Test = ({ state, deletedAt }) => deletedAt === null && (isRunning(state) || isUpstream(state));

/** What is known of warm pools without asking SageMaker: which are kept. */
const warmPoolOf = ({ state }: JobSummary): string | null => (state === 'retained' ? 'Available' : null);

/** What nothing has been said of by SageMaker; of what has ended its status says it all. */
const IMPLIED_SECONDARY: Partial<Record<JobState, string>> = {
  held: 'Pending',
  approved: 'Pending',
  forwarding: 'Pending',
  submitted: 'Starting',
  retained: 'Completed',
};

const statusOf = ({ state, upstream }: JobSummary): string => upstream?.trainingJobStatus ?? IMPLIED_STATUS[state];

/** The listKey begins with the time of the admission, which is all that is known before SageMaker says more. */
const admittedAt = ({ listKey }: JobSummary): number => Date.parse(listKey.slice(0, listKey.indexOf('#')));
const createdAt = (summary: JobSummary): number => summary.upstream?.createdAt ?? admittedAt(summary);
const modifiedAt = (summary: JobSummary): number => summary.upstream?.lastModifiedAt ?? createdAt(summary);

/** Bounds are epoch seconds, both exclusive. */
const isBetween = (at: number, after: number | undefined, before: number | undefined): boolean =>
  (after === undefined || at > after * 1000) && (before === undefined || at < before * 1000);

/** Where a page ended: by what it was sorted, and the job's listKey. */
interface Place {
  readonly sortKey: string;
  readonly listKey: string;
}

/** By CreationTime it is the order of the index; any other order takes all jobs of the teams. */
async function* ordered(
  store: JobStore,
  teams: readonly string[],
  request: ListRequest,
  place: Place | null,
): AsyncIterable<JobSummary> {
  const descending = request.SortOrder === 'Descending';
  const sortKeyOf = sortKeyFor(request);
  if (sortKeyOf === null) {
    yield* summariesInOrder(store, { teams, after: place?.listKey ?? null, descending });
    return;
  }
  const all = await Array.fromAsync(summariesInOrder(store, { teams, after: null, descending: false }));
  const isAfter = (order: number): boolean => (descending ? order < 0 : order > 0);
  const compare = (a: Place, b: Place): number => text(a.sortKey, b.sortKey) || text(a.listKey, b.listKey);
  const placed = all.map((summary) => ({ summary, sortKey: sortKeyOf(summary), listKey: summary.listKey }));
  const sorted = placed.sort((a, b) => (descending ? -1 : 1) * compare(a, b));
  for (const each of sorted) if (place === null || isAfter(compare(each, place))) yield each.summary;
}

function sortKeyFor({ SortBy }: ListRequest): ((summary: JobSummary) => string) | null {
  if (SortBy === 'Name') return ({ name }) => name;
  return SortBy === 'Status' ? statusOf : null;
}

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const tokenAfter = (request: ListRequest, last: JobSummary): string =>
  Buffer.from(JSON.stringify([sortOf(request), sortKeyFor(request)?.(last) ?? '', last.listKey])).toString('base64url');

/** null: from the beginning; undefined: no token of a list in this order. */
function placeOf(request: ListRequest): Place | null | undefined {
  const { NextToken: token } = request;
  if (token === undefined) return null;
  const [, sort, sortKey, listKey] = PLACE.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (sort !== sortOf(request) || sortKey === undefined || listKey === undefined) return undefined;
  return { sortKey, listKey };
}

const sortOf = ({ SortBy = 'CreationTime' }: ListRequest): string => SortBy;

/** Names, statuses and listKeys need no escapes in JSON. */
const PLACE = /^\["(\w+)","([\w-]*)","(\d{4}-\d\d-\d\dT[\d:.]+Z#[\w-]+)"\]$/;

function summaryView(summary: JobSummary, arnOf: (name: string) => string): JsonObject {
  const { name, upstream } = summary;
  const endedAt = upstream && isTerminalStatus(upstream) ? (upstream.trainingEndedAt ?? null) : null;
  return {
    TrainingJobName: name,
    TrainingJobArn: arnOf(name),
    CreationTime: createdAt(summary) / 1000,
    ...(endedAt !== null && { TrainingEndTime: endedAt / 1000 }),
    LastModifiedTime: modifiedAt(summary) / 1000,
    TrainingJobStatus: statusOf(summary),
    SecondaryStatus: upstream?.secondaryStatus ?? IMPLIED_SECONDARY[summary.state] ?? statusOf(summary),
    ...(warmPoolOf(summary) && { WarmPoolStatus: { Status: warmPoolOf(summary) } }),
    ...(upstream?.trainingPlanArn && { TrainingPlanArn: upstream.trainingPlanArn }),
  };
}
