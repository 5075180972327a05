import { type Random, randomOf } from '../mutations/random.ts';

/** The way by which a create reaches the gateway: the REST API, or the endpoint that AWS SDKs call. */
export type Door = 'rest' | 'sdk';

/** One training job that somebody wants. */
export interface Wish {
  /** Nobody else's, in any letter case. */
  readonly name: string;
  readonly person: string;
  readonly door: Door;
  /** The whole CreateTrainingJob request. */
  readonly request: Readonly<Record<string, unknown>>;
  /** How many callers send it at the same moment. */
  readonly callers: 1 | 2;
  /** How long after it was first sent somebody asks to stop the job; null: nobody does. */
  readonly stopAfterMs: number | null;
}

interface Team {
  readonly team: string;
  readonly bucket: string;
  readonly types: readonly string[];
}

const VISION: Team = { team: 'vision', bucket: 'example-corp-vision', types: ['ml.m5.xlarge', 'ml.g5.xlarge'] };
const LANGUAGE: Team = { team: 'language', bucket: 'example-corp-language', types: ['ml.m5.xlarge', 'ml.g5.2xlarge'] };
const FORECASTING: Team = { team: 'forecasting', bucket: 'example-corp-forecasting', types: ['ml.m5.xlarge'] };

/** Who asks, and for how many of a hundred jobs. Dora and the pipeline stand under the narrow limits of `QUOTAS`. */
const PEOPLE: readonly { readonly person: string; readonly of: Team; readonly share: number }[] = [
  { person: 'ada@example.com', of: VISION, share: 25 },
  { person: 'ben@example.com', of: VISION, share: 20 },
  { person: 'chen@example.com', of: LANGUAGE, share: 25 },
  { person: 'dora@example.com', of: LANGUAGE, share: 5 },
  { person: 'emil@example.com', of: FORECASTING, share: 20 },
  { person: 'forecast-pipeline@example.com', of: FORECASTING, share: 5 },
];
const TURNS = PEOPLE.flatMap((each) => Array.from({ length: each.share }, () => each));

/** Room for all that runs at a time, but for two people and the GPUs of one team: what they are refused comes back. */
export const QUOTAS = `quotas:
  - scope: org
    limits: { jobs: 100000, instances: 100000, gpus: 100000 }
  - scope: team:*
    limits: { jobs: 50000, instances: 50000, gpus: 50000 }
  - scope: team:vision
    limits: { gpus: 200 }
  - scope: person:dora@example.com
    limits: { jobs: 4 }
  - scope: person:forecast-pipeline@example.com
    limits: { instances: 6 }
`;

/** What is wished for in a run: always the same of a seed. */
export function wishesOf(count: number, seed: number): readonly Wish[] {
  const random = randomOf(seed);
  return Array.from({ length: count }, (_, index) => wishOf(`chaos-${seed}-${index + 1}`, random));
}

function wishOf(name: string, random: Random): Wish {
  const { person, of } = random.pick(TURNS);
  const isOneOf = (many: number) => random.below(many) === 0;
  return {
    name,
    person,
    door: isOneOf(8) ? 'sdk' : 'rest',
    // No team may train on p4d but language: such a job is refused by policy.
    request: requestOf(name, of, isOneOf(50) ? 'ml.p4d.24xlarge' : random.pick(of.types), random),
    callers: isOneOf(8) ? 2 : 1,
    stopAfterMs: isOneOf(8) ? random.below(1_500) : null,
  };
}

function requestOf(name: string, { team, bucket }: Team, type: string, random: Random): Wish['request'] {
  return {
    TrainingJobName: name,
    AlgorithmSpecification: {
      TrainingImage: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/${team}-training:2026-10`,
      TrainingInputMode: 'File',
    },
    RoleArn: `arn:aws:iam::111122223333:role/${team}-training`,
    OutputDataConfig: { S3OutputPath: `s3://${bucket}/chaos/models/` },
    ResourceConfig: { InstanceType: type, InstanceCount: 1 + random.below(2), VolumeSizeInGB: 50 },
    // The short one ends a job before its work is done.
    StoppingCondition: { MaxRuntimeInSeconds: random.pick([60, 900]) },
    Tags: [
      { Key: 'Environment', Value: 'dev' },
      { Key: 'Project', Value: 'chaos' },
    ],
  };
}
