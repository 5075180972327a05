import type { JsonObject } from '../../../gateway/shared/json.ts';
import type { Team } from '../../../gateway/shared/organization.ts';
import { type Mutation, mutated, mutationsOf } from './mutations.ts';
import type { Pool } from './pool.ts';
import { isBetter, type Judge, mayPass, type Opinion } from './verdicts.ts';

/**
 * Requests from which others are made: the first that a judge lets pass and none before it does, for each judge. Where the
 * plain request leads to none, `starts` are tried. None: no judge lets anything pass that was found.
 */
export function baseRequests(
  judges: readonly Judge[],
  pool: Pool,
  person: string,
  starts: readonly JsonObject[],
): readonly JsonObject[] {
  const bases: JsonObject[] = [];
  for (const judge of judges) {
    if (bases.some((base) => mayPass(judge.opinionOn(base)))) continue;
    bases.push(...baseFor(judge, pool, person, starts));
  }
  return bases;
}

/** Whoever may run as no role may run nothing, whatever is tried. */
export const mayRun = ({ team }: Judge): boolean => team.trainingRoles.length > 0;

function baseFor(judge: Judge, pool: Pool, person: string, starts: readonly JsonObject[]): readonly JsonObject[] {
  if (!mayRun(judge)) return [];
  const plain = plainRequest(judge.team);
  const searched = allowedBy(judge, plain, mutationsOf(pool, plain, person));
  if (searched) return [searched];
  for (const start of starts) {
    // Of many, each is only corrected: to search from each would take minutes.
    const corrected = allowedBy(judge, start, []);
    if (corrected) return [corrected];
  }
  return [];
}

/** What the least demanding organisation would allow. */
const plainRequest = ({ trainingRoles, id }: Team): JsonObject => ({
  TrainingJobName: 'example-1',
  AlgorithmSpecification: {
    TrainingImage: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/training:1',
    TrainingInputMode: 'File',
  },
  RoleArn: trainingRoles[0] ?? 'arn:aws:iam::111122223333:role/none',
  InputDataConfig: [
    {
      ChannelName: 'train',
      DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: `s3://example-${id}/train/` } },
    },
  ],
  OutputDataConfig: { S3OutputPath: `s3://example-${id}/models/` },
  ResourceConfig: { InstanceType: 'ml.m5.xlarge', InstanceCount: 1, VolumeSizeInGB: 10 },
  StoppingCondition: { MaxRuntimeInSeconds: 3600 },
  Tags: [],
});

/** So many things may have to be found for a request to be allowed. */
const MOST_STEPS = 24;

/**
 * The request as the judge corrects it, else with the first mutation that makes less wrong with it, and so on. What people
 * have to approve is taken where nothing is allowed without.
 */
export function allowedBy(judge: Judge, plain: JsonObject, mutations: readonly Mutation[]): JsonObject | null {
  let request = plain;
  for (let steps = 0; steps < MOST_STEPS; steps += 1) {
    const opinion = judge.opinionOn(request);
    if (!opinion) return null;
    if (opinion.verdict === 'allow') return request;
    const better = judge.corrected(request) ?? lessWrong(judge, request, opinion, mutations);
    if (!better) return mayPass(opinion) ? request : null;
    request = better;
  }
  return null;
}

function lessWrong(judge: Judge, request: JsonObject, before: Opinion, mutations: readonly Mutation[]) {
  for (const mutation of mutations) {
    const other = mutated(request, [mutation]);
    const opinion = judge.opinionOn(other);
    if (opinion && isBetter(opinion, before)) return other;
  }
  return null;
}
