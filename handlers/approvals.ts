import { json, problem } from '../gateway/adapters/http/answer.ts';
import {
  approvalDetail,
  approvalList,
  approvalQueryOf,
  ballotOf,
  oneApproval,
} from '../gateway/adapters/http/approvals.ts';
import { detailsOf } from '../gateway/flows/notice.ts';
import { listApprovals, readApproval } from '../gateway/flows/read-approvals.ts';
import { vote } from '../gateway/flows/vote.ts';
import { judging } from './compose.ts';
import { bodyOf, rest } from './rest.ts';

/** GET /v1/approvals and /v1/approvals/{admissionId}, POST /v1/approvals/{admissionId}/approve and …/deny */
export const handler = rest(judging, async (governance, principal, event) => {
  const { ports } = governance;
  const admissionId = event.pathParameters?.admissionId ?? '';
  switch (event.resource) {
    case '/v1/approvals': {
      const query = approvalQueryOf(event.queryStringParameters ?? {});
      return query.ok ? approvalList(await listApprovals(ports.store, principal, query.value)) : problem(query.error);
    }
    case '/v1/approvals/{admissionId}': {
      const stored = await readApproval(ports.store, principal, admissionId);
      if (!stored.ok) return problem(stored.error);
      const details = await detailsOf(ports, governance.action, stored.value);
      return json(200, approvalDetail(stored.value.record, details));
    }
    case '/v1/approvals/{admissionId}/approve':
    case '/v1/approvals/{admissionId}/deny': {
      const ballot = ballotOf(event.resource.endsWith('approve') ? 'approve' : 'deny', bodyOf(event));
      if (!ballot.ok) return problem(ballot.error);
      const voted = await vote(ports, governance, { principal, channel: 'rest' }, admissionId, ballot.value);
      return voted.ok ? oneApproval(voted.value) : problem(voted.error);
    }
    default:
      throw new Error(`no answer for the route ${event.resource}`);
  }
});
