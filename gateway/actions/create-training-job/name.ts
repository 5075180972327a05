/** As SageMaker calls the action. By itself, for functions that handle what was judged and judge nothing. */
export const CREATE_TRAINING_JOB = 'CreateTrainingJob';
