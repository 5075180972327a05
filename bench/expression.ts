import { resolve } from 'node:path';
import { compileBundle } from '../gateway/bundle/compile.ts';
import { subjectOf } from '../gateway/flows/assess.ts';
import { judge } from '../gateway/flows/decide.ts';
import { evaluate } from '../gateway/rules/evaluate.ts';
import { type Language, thirteenPolicies } from '../test/support/thirteen.ts';
import { type Engine, enginesIn } from './engines/engines.ts';
import { type Bench, type Effort, type Figure, figure } from './figure.ts';
import { inJ } from './in-j.ts';
import { ada, compliantBody, exampleBody, governanceOf, strictLog } from './sample.ts';

/** DESIGN: thirteen policies, in JSON.parse of the body that they judge. */
const GOALS_J = { catalogue: { allowing: 0.3, refusing: 0.7 }, cel: { allowing: 1.5, refusing: 1.5 } } as const;
const ID = '00000000-0000-4000-8000-000000000000';
const MOMENT = { at: Date.UTC(2026, 10, 27) };
const LANGUAGES: readonly Language[] = ['catalogue', 'cel'];

/** The same thirteen policies by the rules that there are, and in CEL. */
export const expression: Bench = {
  name: 'expression',
  about:
    'thirteen policies by the rules that there are, in CEL, and by OPA and Cedar where TRAINGATE_ENGINES names them',
  run: async (effort) => {
    const folder = process.env.TRAINGATE_ENGINES;
    if (!folder) console.error('skipped other engines: scripts/policy-engines.sh installs them');
    const engines = folder ? await enginesIn(resolve(folder)) : [];
    return [
      ...measure('allowing', exampleBody('compliant.json'), 0, engines, effort),
      ...measure('refusing', refusedBody(), 12, engines, effort),
    ];
  },
};

function measure(
  outcome: 'allowing' | 'refusing',
  body: Buffer,
  refusals: number,
  engines: readonly Engine[],
  effort: Effort,
): readonly Figure[] {
  const parts = Object.fromEntries([
    ...LANGUAGES.map((language) => [language, partOf(language, body, refusals)]),
    ...engines.map((engine) => [engine.name, engineOf(engine, body, refusals)]),
  ]);
  return inJ(body, parts, effort).map((measured) =>
    figure({
      ...measured,
      name: `thirteen policies, ${measured.name}, ${outcome}`,
      unit: 'J',
      goal: GOALS_J[measured.name as Language]?.[outcome] ?? null,
    }),
  );
}

/** An engine of others on the same subject: which policies object, without what a refusal says. */
function engineOf({ name, objections }: Engine, body: Buffer, refusals: number) {
  const { subject } = judgedBy('catalogue', body);
  const found = objections(subject());
  if (found.length !== refusals) throw new Error(`by ${name} ${found.join(', ')} refuse`);
  return () => objections(subject());
}

/** Evaluating the policies, which refuse for as many of them. What is made once for a subject is made anew each time. */
function partOf(language: Language, body: Buffer, refusals: number) {
  const { bundle, found, subject } = judgedBy(language, body);
  const refusing = new Set(found.map(({ policy }) => policy).filter((policy) => policy !== 'built-in'));
  if (refusing.size !== refusals) throw new Error(`${[...refusing].join(', ')} refuse`);
  const bindings = bundle.bindings.filter(({ policy }) => policy !== 'built-in');
  return () => evaluate(bindings, subject());
}

/** What the policies make of a body, and its subject, made anew. */
function judgedBy(language: Language, body: Buffer) {
  const compiled = compileBundle(Object.entries(thirteenPolicies(language)).map(([name, text]) => ({ name, text })));
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  const governance = governanceOf(compiled.value);
  const result = judge(governance, { principal: ada(governance), body }, ID, MOMENT, strictLog);
  if (!result.ok) throw new Error(`${language} does not judge the body: ${JSON.stringify(result)}`);
  const { context, prepared, found } = result.value;
  const subject = () => subjectOf(context, { ...prepared, workload: { ...prepared.workload } });
  return { bundle: context.bundle, found, subject };
}

/** All but one of the policies refuse it: no time can be too long and missing. */
const refusedBody = (): Buffer =>
  compliantBody('shelf-detection-001', {
    RoleArn: 'arn:aws:iam::111122223333:role/language-training',
    ResourceConfig: {
      InstanceType: 'ml.p3.8xlarge',
      InstanceCount: 7,
      VolumeSizeInGB: 900,
      VolumeKmsKeyId: 'alias/other',
    },
    VpcConfig: { SecurityGroupIds: ['sg-0a1410cccc0000003'], Subnets: ['subnet-0b1420aaaa0000001'] },
    StoppingCondition: { MaxRuntimeInSeconds: 500_000, MaxWaitTimeInSeconds: 600_000 },
    EnableManagedSpotTraining: true,
    CheckpointConfig: undefined,
    OutputDataConfig: { S3OutputPath: 's3://example-models/shelf-detection/', KmsKeyId: 'alias/other' },
    Tags: [
      { Key: 'CostCenter', Value: 'CC-1420' },
      { Key: 'Project', Value: 'X' },
    ],
  });
