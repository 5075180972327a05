"""boto3 and jobs that people have to approve: what its user sees while others decide."""

import boto3
from botocore.exceptions import ClientError, WaiterError

from deciding import FINANCE, approved_by, denied_by, expired, meanwhile, stopped, waiting
from told import request, told

sagemaker = boto3.client("sagemaker")


def create(name, client=sagemaker):
    return client.create_training_job(**request("needs-approval.json", name))


def seen(name):
    job = sagemaker.describe_training_job(TrainingJobName=name)
    shown = {member: job[member] for member in ("TrainingJobStatus", "SecondaryStatus", "FailureReason") if member in job}
    return {**shown, "messages": [each["StatusMessage"] for each in job["SecondaryStatusTransitions"]]}


def wait(step, name, *acts):
    create(name)
    waiter = sagemaker.get_waiter("training_job_completed_or_stopped")
    try:
        with meanwhile(name, *acts):
            # How often it asks; two minutes are made for jobs of hours.
            waiter.wait(TrainingJobName=name, WaiterConfig={"Delay": 1})
        result = {"waited": True}
    except WaiterError as error:
        result = {"exception": str(error), "its last response": error.last_response["FailureReason"]}
    told(step, {**result, **seen(name)})


def listed():
    jobs = sagemaker.list_training_jobs(NameContains="boto3-")["TrainingJobSummaries"]
    return [[job["TrainingJobName"], job["TrainingJobStatus"], job["SecondaryStatus"]] for job in jobs]


created = create("boto3-held")
headers = {name: value for name, value in created["ResponseMetadata"]["HTTPHeaders"].items() if "approval" in name}
told("create", {"answer": created["TrainingJobArn"], "headers": headers})
told("describe", seen("boto3-held"))
told("create the same again", {"answer": create("boto3-held")["TrainingJobArn"]})
told("list", {"answer": listed(), "waits for finance": sorted(waiting())})

wait("wait, and finance approves", "boto3-held", approved_by(FINANCE))
wait("wait, and finance denies", "boto3-denied", denied_by(FINANCE, "use the smaller data set"))
wait("wait, and nobody answers", "boto3-expired", expired)
wait("wait, and it is stopped", "boto3-stopped", stopped)

hasty = boto3.client("sagemaker")
hasty.meta.events.register(
    "before-call.sagemaker.CreateTrainingJob",
    lambda params, **_: params["headers"].update({"x-traingate-hold": "refuse"}),
)
try:
    create("boto3-hasty", hasty)
except ClientError as error:
    attempts = 1 + error.response["ResponseMetadata"]["RetryAttempts"]
    told("create, and do not wait", {"exception": type(error).__name__, "message": str(error), "attempts": attempts})
told("list", {"answer": sorted(listed()), "waits for finance": sorted(waiting())})
