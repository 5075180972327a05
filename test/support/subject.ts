import type { Subject } from '../../gateway/rules/rule.ts';
import type { JsonObject } from '../../gateway/shared/json.ts';
import type { Team } from '../../gateway/shared/organization.ts';
import { NO_PRICES, type Prices } from '../../gateway/shared/prices.ts';
import type { Principal } from '../../gateway/shared/principal.ts';
import type { Workload } from '../../gateway/shared/workload.ts';
import { workload } from './workload.ts';

/** Ada of team vision with a small workload, with the given parts put in. */
export const subject = (
  parts: {
    workload?: Partial<Workload>;
    principal?: Partial<Principal>;
    team?: Partial<Team>;
    request?: JsonObject;
    prices?: Prices;
  } = {},
): Subject => ({
  workload: workload(parts.workload),
  principal: {
    arn: 'arn:aws:iam::111122223333:user/ada',
    person: 'ada@example.com',
    team: 'vision',
    roles: [],
    groups: [],
    ...parts.principal,
  },
  team: { id: 'vision', department: 'research', trainingRoles: [], values: {}, ...parts.team },
  site: { accountId: '111122223333', region: 'eu-west-1' },
  request: parts.request ?? {},
  prices: parts.prices ?? NO_PRICES,
});
