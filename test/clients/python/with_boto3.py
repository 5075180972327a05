"""boto3 as a data scientist uses it: nothing is told to it but the environment."""

import os

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, WaiterError

from told import let_jobs_end, request, told

sagemaker = boto3.client("sagemaker")
other = boto3.client(
    "sagemaker",
    aws_access_key_id=os.environ["OTHER_ACCESS_KEY_ID"],
    aws_secret_access_key=os.environ["OTHER_SECRET_ACCESS_KEY"],
)


def step(name, call, shown):
    try:
        answer = call()
    except ClientError as error:
        shown_error = {"exception": type(error).__name__, "message": str(error)}
        told(name, {**shown_error, "retries": error.response["ResponseMetadata"]["RetryAttempts"]})
    else:
        retries = answer["ResponseMetadata"]["RetryAttempts"] if isinstance(answer, dict) else 0
        told(name, {"answer": shown(answer), "retries": retries})


def arn(answer):
    return answer["TrainingJobArn"]


def create(file, name, client=sagemaker):
    return lambda: client.create_training_job(**request(file, name))


step("create", create("compliant.json", "boto3-a"), arn)
step("create the same again", create("compliant.json", "boto3-a"), arn)
step(
    "describe",
    lambda: sagemaker.describe_training_job(TrainingJobName="boto3-a"),
    lambda job: {
        member: job[member] for member in ("TrainingJobName", "TrainingJobArn", "RoleArn", "HyperParameters", "StoppingCondition")
    },
)
step("create in another case", create("compliant.json", "boto3-B"), arn)
step("create with a warning of its policies", create("minimal.json", "boto3-c"), lambda job: {
    "arn": arn(job),
    "headers": sorted(name for name in job["ResponseMetadata"]["HTTPHeaders"] if name.startswith("x-traingate")),
})
pages = sagemaker.get_paginator("list_training_jobs").paginate(
    NameContains="boto3", SortBy="Name", SortOrder="Descending", PaginationConfig={"PageSize": 2}
)
told("list, two a page", {"answer": [[job["TrainingJobName"] for job in page["TrainingJobSummaries"]] for page in pages]})

ARN = f"arn:aws:sagemaker:{os.environ['AWS_REGION']}:111122223333:training-job/boto3-a"
step("add a tag", lambda: sagemaker.add_tags(ResourceArn=ARN, Tags=[{"Key": "Note", "Value": "x"}]), lambda _: "added")
step("add a protected tag", lambda: sagemaker.add_tags(ResourceArn=ARN, Tags=[{"Key": "CostCenter", "Value": "x"}]), str)
step("list tags", lambda: sagemaker.list_tags(ResourceArn=ARN), lambda tags: sorted(tag["Key"] for tag in tags["Tags"]))
step("delete a tag", lambda: sagemaker.delete_tags(ResourceArn=ARN, TagKeys=["Note"]), lambda _: "deleted")

step("a policy denies", create("five-faults.json", "boto3-denied"), arn)
step("over quota", create("over-quota.json", "boto3-over"), arn)
try:
    create("over-quota.json", "boto3-over")()
except sagemaker.exceptions.ResourceLimitExceeded:
    told("over quota is client.exceptions.ResourceLimitExceeded", {})
step("a name that is taken", create("minimal.json", "boto3-a"), arn)
step("another team's job", lambda: other.describe_training_job(TrainingJobName="boto3-a"), arn)
step("stop another team's job", lambda: other.stop_training_job(TrainingJobName="boto3-a"), str)
told("another team's list", {"answer": [job["TrainingJobName"] for job in other.list_training_jobs()["TrainingJobSummaries"]]})
step("an operation that starts compute", lambda: sagemaker.start_pipeline_execution(PipelineName="p", ClientRequestToken="t" * 32), str)
step("an operation that is not served", sagemaker.list_models, str)
wrong = boto3.client("sagemaker", aws_secret_access_key="guessed", aws_access_key_id=os.environ["AWS_ACCESS_KEY_ID"])
step("a wrong secret", wrong.list_training_jobs, str)
elsewhere = boto3.client("sagemaker", region_name="us-east-1")
step("another region", elsewhere.list_training_jobs, str)
step("delete a job that runs", lambda: sagemaker.delete_training_job(TrainingJobName="boto3-a"), str)

step("stop", lambda: sagemaker.stop_training_job(TrainingJobName="boto3-B"), lambda _: "stopping")
let_jobs_end(200)
waiter = sagemaker.get_waiter("training_job_completed_or_stopped")
for name in ("boto3-a", "boto3-B"):
    try:
        waiter.wait(TrainingJobName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
        told(f"wait for {name}", {"answer": sagemaker.describe_training_job(TrainingJobName=name)["TrainingJobStatus"]})
    except WaiterError as error:
        told(f"wait for {name}", {"exception": str(error)})
step("stop what has ended", lambda: sagemaker.stop_training_job(TrainingJobName="boto3-B"), str)

step("delete a job that ended a moment ago", lambda: sagemaker.delete_training_job(TrainingJobName="boto3-B"), str)
let_jobs_end()
step("delete", lambda: sagemaker.delete_training_job(TrainingJobName="boto3-B"), lambda _: "deleted")
step("describe what was deleted", lambda: sagemaker.describe_training_job(TrainingJobName="boto3-B"), arn)

patient = boto3.client("sagemaker", config=Config(retries={"max_attempts": 4}))
step("the connection drops after the decision", create("compliant.json", "lost-connection", patient), arn)
step("504 after the decision", create("compliant.json", "lost-504", patient), arn)
