import { setTimeout as pause } from 'node:timers/promises';
import type { Table } from '../../gateway/adapters/dynamodb/table.ts';
import { systemClock } from '../../gateway/adapters/system/clock.ts';
import { systemIds } from '../../gateway/adapters/system/ids.ts';
import { gatewayTable } from '../gateway-table.ts';

/** Names are not looked up here, so it does not matter where they are. */
const NO_SITE = { accountId: '', region: '' };

/** The table that `--table` names, or that of the local stack. */
export const ledgerTable = (name: string | undefined): Table => ({
  ...gatewayTable(
    name,
    (file) => `there is no table: give --table NAME, or start a gateway with npm start (${file} is not there)`,
  ),
  site: NO_SITE,
  clock: systemClock(() => 0),
  ids: systemIds,
  pause,
});
