import type { JobStore } from '../../flows/ports.ts';
import { admit } from './admit.ts';
import { alertTold, findAlert, raiseAlert } from './alerts.ts';
import { changeApproval, resume, waiting } from './approvals.ts';
import { deleted } from './deleted.ts';
import { end } from './end.ts';
import { balances, due, find, findByName, list, load, loadByName, summaries, waiverUses } from './queries.ts';
import { reserveAnew } from './reserve-anew.ts';
import type { Table } from './table.ts';
import {
  checkAgain,
  checkedForGood,
  lease,
  noteOverrun,
  noteUpstream,
  postpone,
  requestStop,
  retained,
  submitted,
} from './transitions.ts';

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
  postpone: (record, until) => postpone(table, record, until),
  retained: (admissionId, step, kept) => retained(table, admissionId, step, kept),
  changeApproval: (seen, change) => changeApproval(table, seen, change),
  resume: (seen, resumption) => resume(table, seen, resumption),
  waiting: (query) => waiting(table, query),
  reserveAnew: (record, reservation) => reserveAnew(table, record, reservation),
  noteOverrun: (record, step) => noteOverrun(table, record, step),
  deleted: (record, step) => deleted(table, record, step),
  end: (record, ending) => end(table, record, ending),
  noteUpstream: (record, upstream) => noteUpstream(table, record.admissionId, upstream),
  requestStop: (record, step) => requestStop(table, record, step),
  due: (now) => due(table, now),
  lease: (record, forwardDeadline, nextCheckAt) => lease(table, record, forwardDeadline, nextCheckAt),
  checkAgain: (record, nextCheckAt) => checkAgain(table, record.admissionId, nextCheckAt),
  checkedForGood: (admissionId) => checkedForGood(table, admissionId),
  balances: (places) => balances(table, places),
  raiseAlert: (alert) => raiseAlert(table, alert),
  findAlert: (id) => findAlert(table, id),
  alertTold: (id) => alertTold(table, id),
  waiverUses: (waivers) => waiverUses(table, waivers),
});
