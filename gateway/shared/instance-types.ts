/** What rules and dimensions need to know of an instance type. Counts are for one instance. */
export interface InstanceFacts {
  readonly gpus: number;
  /** Trainium devices. */
  readonly accelerators: number;
  /** Has NVMe instance storage. False where that is not known, so that nothing is exempted on a guess. */
  readonly localStorage: boolean;
}

/** Sizes of a family by the number of devices on one instance. */
type Sizes = Readonly<Record<number, string>>;
type Families = Readonly<Record<string, Sizes>>;

/*
 * All 192 values of SageMaker's TrainingInstanceType (model of 2026-08-07 and @aws-sdk/client-sagemaker 3.1142.0).
 * Facts are those of the EC2 type without `ml.`, from getmoto/moto `moto/ec2/resources/instance_types.json` (as of
 * 2026-08; p3 as of 2025-05, p2 as of 2023-05). p6e-gb200 is from aws/sagemaker-hyperpod-cli, which has no storage.
 */

const PLAIN: Families = {
  m4: { 0: 'xlarge 2xlarge 4xlarge 10xlarge 16xlarge' },
  m5: { 0: 'large xlarge 2xlarge 4xlarge 12xlarge 24xlarge' },
  m6i: { 0: 'large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge' },
  m7i: { 0: 'large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge' },
  m8i: { 0: 'large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge 48xlarge 96xlarge' },
  c4: { 0: 'xlarge 2xlarge 4xlarge 8xlarge' },
  c5: { 0: 'xlarge 2xlarge 4xlarge 9xlarge 18xlarge' },
  c5n: { 0: 'xlarge 2xlarge 4xlarge 9xlarge 18xlarge' },
  c6i: { 0: 'xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge' },
  c7i: { 0: 'large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge' },
  c8i: { 0: 'xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge 48xlarge 96xlarge' },
  r5: { 0: 'large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge' },
  r6i: { 0: 'large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge' },
  r7i: { 0: 'large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge' },
  r8i: { 0: 'large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge 48xlarge 96xlarge' },
  t3: { 0: 'medium large xlarge 2xlarge' },
};

const PLAIN_WITH_STORAGE: Families = {
  r5d: { 0: 'large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge' },
};

const GPU: Families = {
  p2: { 1: 'xlarge', 8: '8xlarge', 16: '16xlarge' },
  p3: { 1: '2xlarge', 4: '8xlarge', 8: '16xlarge' },
  'p6e-gb200': { 4: '36xlarge' },
};

const GPU_WITH_STORAGE: Families = {
  g4dn: { 1: 'xlarge 2xlarge 4xlarge 8xlarge 16xlarge', 4: '12xlarge' },
  g5: { 1: 'xlarge 2xlarge 4xlarge 8xlarge 16xlarge', 4: '12xlarge 24xlarge', 8: '48xlarge' },
  g6: { 1: 'xlarge 2xlarge 4xlarge 8xlarge 16xlarge', 4: '12xlarge 24xlarge', 8: '48xlarge' },
  g6e: { 1: 'xlarge 2xlarge 4xlarge 8xlarge 16xlarge', 4: '12xlarge 24xlarge', 8: '48xlarge' },
  g7: { 1: '2xlarge 4xlarge 8xlarge', 2: '12xlarge', 4: '24xlarge', 8: '48xlarge' },
  g7e: { 1: '2xlarge 4xlarge 8xlarge', 2: '12xlarge', 4: '24xlarge', 8: '48xlarge' },
  p3dn: { 8: '24xlarge' },
  p4d: { 8: '24xlarge' },
  p4de: { 8: '24xlarge' },
  p5: { 1: '4xlarge', 8: '48xlarge' },
  p5e: { 8: '48xlarge' },
  p5en: { 8: '48xlarge' },
  'p6-b200': { 8: '48xlarge' },
  'p6-b300': { 8: '48xlarge' },
};

const TRAINIUM_WITH_STORAGE: Families = {
  trn1: { 1: '2xlarge', 16: '32xlarge' },
  trn1n: { 16: '32xlarge' },
  trn2: { 16: '48xlarge' },
};

function* typesOf(families: Families, factsOf: (devices: number) => InstanceFacts): Iterable<[string, InstanceFacts]> {
  for (const [family, sizes] of Object.entries(families)) {
    for (const [devices, names] of Object.entries(sizes)) {
      for (const size of names.split(' ')) yield [`ml.${family}.${size}`, factsOf(Number(devices))];
    }
  }
}

const FACTS: ReadonlyMap<string, InstanceFacts> = new Map([
  ...typesOf(PLAIN, () => ({ gpus: 0, accelerators: 0, localStorage: false })),
  ...typesOf(PLAIN_WITH_STORAGE, () => ({ gpus: 0, accelerators: 0, localStorage: true })),
  ...typesOf(GPU, (gpus) => ({ gpus, accelerators: 0, localStorage: false })),
  ...typesOf(GPU_WITH_STORAGE, (gpus) => ({ gpus, accelerators: 0, localStorage: true })),
  ...typesOf(TRAINIUM_WITH_STORAGE, (accelerators) => ({ gpus: 0, accelerators, localStorage: true })),
]);

/** Facts of a training instance type such as `ml.p4d.24xlarge`; undefined where it is not known. */
export const instanceFacts = (type: string): InstanceFacts | undefined => FACTS.get(type);

/** Every type that is known. */
export const INSTANCE_TYPES: readonly string[] = [...FACTS.keys()];

/** The family of a type: `p4d` of `ml.p4d.24xlarge`, `p6e-gb200` of `ml.p6e-gb200.36xlarge`; else the whole word. */
export const familyOf = (type: string): string => type.split('.')[1] ?? type;
