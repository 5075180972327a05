import type { Bundle } from '../bundle/open.ts';
import { windowsAt } from '../quota/calendar.ts';
import { type LargestJob, largestJob, plainJob } from '../quota/largest.ts';
import { type QuotaRow, quotaOverview } from '../quota/overview.ts';
import { tagScopesIn, windowsOf } from '../quota/quotas.ts';
import { type Owner, scopesOf } from '../quota/reservation.ts';
import { CURRENT, type Scope } from '../shared/amount.ts';
import type { EpochMs } from '../shared/clock.ts';
import { INSTANCE_TYPES } from '../shared/instance-types.ts';
import { pricedTypes } from '../shared/prices.ts';
import { isAuditor, type Principal } from '../shared/principal.ts';
import type { Governance } from './assess.ts';
import type { JobStore } from './ports.ts';

/** The jobs of which the largest is asked for. */
export interface QuotaQuery {
  /** null: every type that has a price in the region; where the region has none, every type that SageMaker trains on. */
  readonly instanceType: string | null;
  readonly seconds: number;
}

/** When it is asked. */
interface QuotaQuestion extends QuotaQuery {
  readonly at: EpochMs;
}

export interface WhatIsLeft {
  readonly quotas: readonly QuotaRow[];
  /** For each type, by the limits of the principal's own scopes. */
  readonly largest: readonly LargestJob[];
}

/**
 * What the principal's scopes have left; an auditor sees every scope, and the tags that have limits of their own. And the
 * largest job of the principal's that fits in it, which no policy was asked about and which has no tag with a limit. One read.
 */
export async function readQuotas(
  store: JobStore,
  governance: Pick<Governance, 'bundle' | 'site'>,
  principal: Principal,
  question: QuotaQuestion,
): Promise<WhatIsLeft> {
  const { organization, quotas } = governance.bundle;
  const { at } = question;
  const own = scopesOf(ownerIn(organization, principal));
  const scopes = [
    ...new Set<Scope>([
      ...own,
      ...othersSeen(organization, principal).flatMap(scopesOf),
      ...(isAuditor(principal) ? tagScopesIn(quotas) : []),
    ]),
  ];
  const windowOf = windowsAt(at, quotas.timeZone);
  const places = scopes.flatMap((scope) =>
    [CURRENT, ...windowsOf(quotas, scope, windowOf)].map((window) => ({ scope, window })),
  );
  const rows = quotaOverview(scopes, quotas, await store.balances(places), at);
  const ownRows = rows.filter(({ scope }) => own.includes(scope));
  return { quotas: rows, largest: largestJobs(governance, ownRows, question) };
}

function largestJobs(
  { bundle: { prices }, site: { region } }: Pick<Governance, 'bundle' | 'site'>,
  rows: readonly QuotaRow[],
  { instanceType, seconds }: QuotaQuery,
): readonly LargestJob[] {
  const types = instanceType === null ? (pricedTypes(prices, region) ?? INSTANCE_TYPES) : [instanceType];
  return types.map((type) => largestJob(rows, plainJob(prices, region, { type, seconds })));
}

type Organization = Bundle['organization'];

/** Whose balances an auditor sees besides the own. */
const othersSeen = (organization: Organization, principal: Principal): readonly Owner[] =>
  isAuditor(principal) ? organization.people.map(({ id, team }) => ownerIn(organization, { person: id, team })) : [];

const ownerIn = ({ teams }: Organization, { person, team }: Pick<Principal, 'person' | 'team'>): Owner => ({
  person,
  team,
  department: teams.find(({ id }) => id === team)?.department ?? '',
});
