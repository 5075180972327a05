/** What moto's SageMaker answers otherwise, why the embedded one stands by its answer, and in which cases. */
export interface Difference {
  /** With its source: the API reference on docs.aws.amazon.com (2026), or what real clients were seen to rely on. */
  readonly reason: string;
  /** By case: each line of the difference as main.ts writes it. */
  readonly lines: Readonly<Record<string, readonly string[]>>;
}

const refusedNotMade = (error: string): readonly string[] => [
  `embedded: error ${error} 400`,
  'moto: TrainingJobArn: string',
];
const refusedNotServed = ['embedded: error ValidationException 400', 'moto: error SyntaxError 500'];
const refusedNotAdded = [
  'embedded: error ValidationException 400',
  ...['Tags: list', 'Tags[].Key: string', 'Tags[].Value: string'].map((line) => `moto: ${line}`),
];
// moto's success is an answer without members.
const refusedNotDeleted = ['embedded: error ValidationException 400'];
const summarized = ['embedded: TrainingJobSummaries[].SecondaryStatus: string'];

export const DIFFERENCES: readonly Difference[] = [
  {
    reason:
      'CreateTrainingJob, errors: a name that is taken is ResourceInUse; ARNs hold it in lower case. moto replaces the job',
    lines: {
      'create a name that is taken': refusedNotMade('ResourceInUse'),
      'create a name taken in other case': refusedNotMade('ResourceInUse'),
    },
  },
  {
    reason: 'CreateTrainingJob, constraints of members: moto checks none',
    lines: Object.fromEntries(
      ['a malformed name', 'a malformed role', 'without a role', 'no runtime'].map((name) => [
        `create ${name}`,
        refusedNotMade('ValidationException'),
      ]),
    ),
  },
  {
    reason: 'CreateTrainingJob, required members: moto fails where it needs one, with a page in HTML',
    lines: { 'create without an output': refusedNotServed, 'create without a name': refusedNotServed },
  },
  {
    reason:
      'AlgorithmSpecification: one of AlgorithmName and TrainingImage; Tag: no prefix aws:, no key twice; StoppingCondition: MaxWaitTimeInSeconds with spot only. moto checks none',
    lines: Object.fromEntries(
      ['without an algorithm', 'a reserved tag', 'a tag twice', 'a wait without spot'].map((name) => [
        `create ${name}`,
        refusedNotMade('ValidationException'),
      ]),
    ),
  },
  {
    reason:
      'DescribeTrainingJob: seconds and bill of a job that ran are there; metrics only where the job has some. moto makes them up',
    lines: {
      'describe a job': [
        'embedded: TrainingTimeInSeconds: number',
        'embedded: BillableTimeInSeconds: number',
        'moto: AlgorithmSpecification.MetricDefinitions: list',
        'moto: AlgorithmSpecification.MetricDefinitions[].Name: string',
        'moto: AlgorithmSpecification.MetricDefinitions[].Regex: string',
        'moto: FinalMetricDataList: list',
        'moto: FinalMetricDataList[].MetricName: string',
        'moto: FinalMetricDataList[].Value: number',
        'moto: FinalMetricDataList[].Timestamp: time',
      ],
    },
  },
  {
    reason: 'TrainingJobSummary has the member SecondaryStatus (service model of 2026-08); moto leaves it out',
    lines: {
      'list all': summarized,
      'list with a status': summarized,
      'list by name, downwards': summarized,
      'list with a part of the name': summarized,
    },
  },
  {
    reason:
      'StopTrainingJob: moto does not serve it. Of an ended or unknown job the real service answers ValidationException',
    lines: { 'stop a job that has ended': refusedNotServed, 'stop an unknown job': refusedNotServed },
  },
  {
    reason:
      'ListTags, AddTags, DeleteTags of an unknown job or of what is no ARN (ResourceArn has a pattern): ValidationException, as of Describe; moto fails',
    lines: Object.fromEntries(
      [
        'tags of an unknown job',
        'tags of what is no ARN',
        'add tags to an unknown job',
        'delete tags of an unknown job',
      ].map((name) => [name, refusedNotServed]),
    ),
  },
  {
    reason:
      'AddTags: Tags is required, moto fails without; Tag: no prefix aws:, no key twice; at most 50 (AddTags, DeleteTags: 1 to 50 keys). moto checks none',
    lines: {
      'add tags that are none': refusedNotServed,
      ...Object.fromEntries(
        ['of AWS', 'twice', 'that are too many'].map((name) => [`add tags ${name}`, refusedNotAdded]),
      ),
      'delete tags that are none': refusedNotDeleted,
      'delete tags of AWS': refusedNotDeleted,
    },
  },
  {
    reason:
      'ListTags documents no error of its own for a page that is not known; moto says InvalidToken. To be tried on a real account',
    lines: {
      'tags from an unknown page': ['embedded: error ValidationException 400', 'moto: error InvalidToken 400'],
    },
  },
];
