import { json, problem } from '../gateway/adapters/http/answer.ts';
import { jobQueryOf, nextOf } from '../gateway/adapters/http/job-query.ts';
import { quotaQueryOf } from '../gateway/adapters/http/quota-query.ts';
import { jobList, jobView, policyList, quotaList } from '../gateway/adapters/http/rest.ts';
import { listJobs, readJob, readPolicies } from '../gateway/flows/read.ts';
import { readQuotas } from '../gateway/flows/read-quotas.ts';
import { judging } from './compose.ts';
import { nameOf, rest } from './rest.ts';

/** GET /v1/training-jobs, /v1/training-jobs/{name}, /v1/quotas and /v1/policies */
export const handler = rest(judging, async ({ ports, bundle, site }, principal, event) => {
  switch (event.resource) {
    case '/v1/training-jobs': {
      const query = jobQueryOf(event.queryStringParameters ?? {});
      if (!query.ok) return problem(query.error);
      const page = await listJobs(ports.store, bundle, principal, query.value);
      return jobList(page, nextOf(page.next));
    }
    case '/v1/training-jobs/{name}': {
      const job = await readJob(ports.store, principal, nameOf(event));
      return job.ok ? json(200, jobView(job.value)) : problem(job.error);
    }
    case '/v1/quotas': {
      const query = quotaQueryOf(event.queryStringParameters ?? {});
      if (!query.ok) return problem(query.error);
      const question = { ...query.value, at: ports.clock.now() };
      return quotaList(await readQuotas(ports.store, { bundle, site }, principal, question));
    }
    case '/v1/policies':
      return policyList(bundle.version, readPolicies(bundle, principal));
    default:
      throw new Error(`no answer for the route ${event.resource}`);
  }
});
