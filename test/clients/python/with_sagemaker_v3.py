"""The SageMaker Python SDK, version 3: TrainingJob as its user has it, told nothing but the environment."""

import sys

# What is drawn while it waits is for a terminal.
steps, sys.stdout = sys.stdout, sys.stderr
from sagemaker_v3 import create  # noqa: E402: it configures the SDK
from botocore.exceptions import ClientError  # noqa: E402
from sagemaker.core.resources import TrainingJob  # noqa: E402
from sagemaker.core.utils.exceptions import FailedStatusError  # noqa: E402

from told import fail_next_job, told  # noqa: E402


def step(name, call):
    try:
        result = {"answer": call()}
    except (ClientError, FailedStatusError) as error:
        result = {"exception": type(error).__name__, "message": str(error)}
    told(name, result, steps)


def status(job):
    job.refresh()
    return job.training_job_status


def waited(job):
    job.wait()
    return [job.training_job_status, job.secondary_status_transitions[-1].status_message]


step("a policy denies", lambda: create("v3-denied", "five-faults.json"))
step("over quota", lambda: create("v3-over", "over-quota.json"))
step("create", lambda: create("v3-a").training_job_arn)
step("get", lambda: TrainingJob.get("v3-a").hyper_parameters)
step("a name that is taken", lambda: create("v3-a", "minimal.json"))
step("no such job", lambda: TrainingJob.get("v3-none"))
step("wait for the end", lambda: waited(TrainingJob.get("v3-a")))
stopped = create("v3-stopped", "minimal.json")
step("stop", stopped.stop)
step("wait for a job that was stopped", lambda: waited(stopped))
fail_next_job()
failed = create("v3-failed", "minimal.json")
step("wait for a job that fails", lambda: waited(failed))
step("list", lambda: sorted(job.training_job_name for job in TrainingJob.get_all(name_contains="v3-")))
