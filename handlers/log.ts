import { systemClock } from '../gateway/adapters/system/clock.ts';
import { consoleLog } from '../gateway/adapters/system/log.ts';

/** Where every function logs. Lambda takes standard output to CloudWatch. */
export const log = consoleLog(console.log, systemClock(() => 0).now);
