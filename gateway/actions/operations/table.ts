/** The request shapes in schema.json of the operations on a training job that exists. */
export const REQUEST_SHAPES = {
  DescribeTrainingJob: 'DescribeTrainingJobRequest',
  ListTrainingJobs: 'ListTrainingJobsRequest',
  StopTrainingJob: 'StopTrainingJobRequest',
  UpdateTrainingJob: 'UpdateTrainingJobRequest',
  DeleteTrainingJob: 'DeleteTrainingJobRequest',
  AddTags: 'AddTagsInput',
  ListTags: 'ListTagsInput',
  DeleteTags: 'DeleteTagsInput',
} as const;

/** An operation on a training job that exists, or on all of them. */
export type JobOperation = keyof typeof REQUEST_SHAPES;

/** An operation of SageMaker's that the gateway serves. */
export type ServedOperation = 'CreateTrainingJob' | JobOperation;

/** What the gateway makes of an operation that it does not serve. */
export type Unserved = 'starts-compute' | 'describes-compute' | 'unknown';

/**
 * Operations that start or buy compute, which no policy here judges. Sorted by hand from the operations of SageMaker's
 * service model (botocore 1.43.67, 2026-08); CreateTrainingSession is newer than it.
 */
const STARTS_COMPUTE: readonly string[] = [
  'BatchAddClusterNodes',
  'BatchReplaceClusterNodes',
  'CreateAIBenchmarkJob',
  'CreateAIRecommendationJob',
  'CreateAlgorithm',
  'CreateApp',
  'CreateAutoMLJob',
  'CreateAutoMLJobV2',
  'CreateCluster',
  'CreateCompilationJob',
  'CreateEdgePackagingJob',
  'CreateEndpoint',
  'CreateHyperParameterTuningJob',
  'CreateInferenceComponent',
  'CreateInferenceExperiment',
  'CreateInferenceRecommendationsJob',
  'CreateJob',
  'CreateLabelingJob',
  'CreateMlflowApp',
  'CreateMlflowTrackingServer',
  'CreateModelPackage',
  'CreateMonitoringSchedule',
  'CreateNotebookInstance',
  'CreateOptimizationJob',
  'CreatePartnerApp',
  'CreateProcessingJob',
  'CreateTrainingPlan',
  'CreateTrainingSession',
  'CreateTransformJob',
  'ExtendTrainingPlan',
  'RetryPipelineExecution',
  'StartInferenceExperiment',
  'StartMlflowTrackingServer',
  'StartMonitoringSchedule',
  'StartNotebookInstance',
  'StartPipelineExecution',
  'UpdateCluster',
  'UpdateEndpoint',
  'UpdateEndpointWeightsAndCapacities',
  'UpdateInferenceComponent',
  'UpdateInferenceComponentRuntimeConfig',
  'UpdateInferenceExperiment',
  'UpdateMonitoringSchedule',
  'UpdateNotebookInstance',
];

/** Operations that name instance types on which something runs later. The same source. */
const DESCRIBES_COMPUTE: readonly string[] = [
  'CreateComputeQuota',
  'CreateDataQualityJobDefinition',
  'CreateDomain',
  'CreateEndpointConfig',
  'CreateFlowDefinition',
  'CreateModelBiasJobDefinition',
  'CreateModelExplainabilityJobDefinition',
  'CreateModelQualityJobDefinition',
  'CreatePipeline',
  'CreateSpace',
  'CreateUserProfile',
  'UpdateComputeQuota',
  'UpdateDomain',
  'UpdateModelPackage',
  'UpdatePipeline',
  'UpdateSpace',
  'UpdateUserProfile',
];

export const isServed = (operation: string): operation is ServedOperation =>
  operation === 'CreateTrainingJob' || Object.hasOwn(REQUEST_SHAPES, operation);

/**
 * The class of an operation that is not served. INVARIANT: none of them is forwarded, whatever its class; the class
 * only chooses the words of the refusal.
 */
export function classOf(operation: string): Unserved {
  if (STARTS_COMPUTE.includes(operation)) return 'starts-compute';
  return DESCRIBES_COMPUTE.includes(operation) ? 'describes-compute' : 'unknown';
}
