import type { JsonObject } from '../../../gateway/shared/json.ts';
import type { Team } from '../../../gateway/shared/organization.ts';
import { type Mutation, mutated, mutationsOf } from './mutations.ts';
import type { Pool } from './pool.ts';
import { allows, type Judge } from './verdicts.ts';

/** A request that one of the judges allows, from which others are made; null: none was found. */
export function baseRequest(judges: readonly Judge[], team: Team, person: string, pool: Pool): JsonObject | null {
  // Whoever may run as no role may run nothing, whatever else is tried.
  if (team.trainingRoles.length === 0) return null;
  const plain = plainRequest(team);
  for (const judge of judges) {
    const base = allowedBy(judge, plain, mutationsOf(pool, plain, person));
    if (base) return base;
  }
  return null;
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

/** The request as the judge corrects it, else with the first mutation that makes less wrong with it, and so on. */
function allowedBy(judge: Judge, plain: JsonObject, mutations: readonly Mutation[]): JsonObject | null {
  let request = plain;
  for (let steps = 0; steps < MOST_STEPS; steps += 1) {
    const opinion = judge.opinionOn(request);
    if (!opinion) return null;
    if (allows(opinion)) return request;
    const better = judge.corrected(request) ?? lessWrong(judge, request, opinion.denials, mutations);
    if (!better) return null;
    request = better;
  }
  return null;
}

function lessWrong(judge: Judge, request: JsonObject, denials: number, mutations: readonly Mutation[]) {
  for (const mutation of mutations) {
    const other = mutated(request, [mutation]);
    const opinion = judge.opinionOn(other);
    if (opinion && opinion.denials < denials) return other;
  }
  return null;
}
