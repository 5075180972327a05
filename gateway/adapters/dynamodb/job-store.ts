import type { JobStore } from '../../flows/ports.ts';
import { admit } from './admit.ts';
import { deleted } from './deleted.ts';
import { end } from './end.ts';
import { balances, due, find, findByName, list, load, loadByName, summaries, waiverUses } from './queries.ts';
import type { Table } from './table.ts';
import { checkAgain, lease, noteUpstream, requestStop, submitted } from './transitions.ts';

/** Records, names and ledger in one DynamoDB table. `action` is the governed action whose names are looked up. */
export const dynamodbJobStore = (table: Table, action: string): JobStore => ({
  admit: (admission) => admit(table, admission),
  find: (admissionId) => find(table, admissionId),
  findByName: (name) => findByName(table, action, name),
  load: (admissionId) => load(table, admissionId),
  loadByName: (name) => loadByName(table, action, name),
  list: (query) => list(table, query),
  summaries: (query) => summaries(table, query),
  submitted: (admissionId, step, nextCheckAt) => submitted(table, admissionId, step, nextCheckAt),
  deleted: (record, step) => deleted(table, record, step),
  end: (record, ending) => end(table, record, ending),
  noteUpstream: (record, upstream) => noteUpstream(table, record.admissionId, upstream),
  requestStop: (record, step) => requestStop(table, record, step),
  due: (now) => due(table, now),
  lease: (record, forwardDeadline, nextCheckAt) => lease(table, record, forwardDeadline, nextCheckAt),
  checkAgain: (record, nextCheckAt) => checkAgain(table, record.admissionId, nextCheckAt),
  balances: (scopes) => balances(table, scopes),
  waiverUses: (waivers) => waiverUses(table, waivers),
});
