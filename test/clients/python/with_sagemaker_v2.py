"""The SageMaker Python SDK, version 2: fit() and what its user sees, on a session whose SageMaker client is boto3's."""

import builtins
import io
import sys
import time

from sagemaker_v2 import estimator, session  # first: it configures the SDK
import boto3
from botocore.exceptions import ClientError
from sagemaker.exceptions import UnexpectedStatusException

from told import told


def log(job, line):
    """A line that the job's container has written to CloudWatch Logs."""
    logs = boto3.client("logs")
    group, stream = "/aws/sagemaker/TrainingJobs", f"{job}/algo-1-1"
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName=stream)
    events = [{"timestamp": int(time.time() * 1000), "message": line}]
    logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)


def fit(step, name, wait=True, logs=False, **parts):
    job = estimator("compliant.json", **parts)
    try:
        job.fit(job_name=name, wait=wait, logs=logs)
        told(step, {"status": job.latest_training_job.describe()["TrainingJobStatus"]})
    except ClientError as error:
        told(step, {"exception": type(error).__name__, "message": str(error)})
    except UnexpectedStatusException as error:
        told(step, {"exception": type(error).__name__, "message": str(error)})
    return job


# What fit() draws while it waits is for a terminal.
steps, sys.stdout = sys.stdout, sys.stderr
_print = builtins.print


def to_steps(*args, **kwargs):
    kwargs["file"] = steps if args and str(args[0]).startswith('{"step"') else sys.stderr
    _print(*args, **kwargs)


builtins.print = to_steps

fit("fit() to the end", "v2-a")
log("v2-logs", "epoch 1: loss 0.5")
drawn = io.StringIO()
sys.stderr = drawn
fit("fit() with the logs of its containers", "v2-logs", logs="All")
sys.stderr = sys.__stderr__
told("what it shows of them", {"line": "epoch 1: loss 0.5" in drawn.getvalue()})
fit("fit() denied by a policy", "v2-denied", instance_type="ml.p5.48xlarge")
fit("fit() over quota", "v2-over", instance_type="ml.g5.48xlarge")
stopped = fit("fit() without waiting", "v2-stopped", wait=False)
session.stop_training_job("v2-stopped")
try:
    session.wait_for_job("v2-stopped", poll=1)
    told("wait for a job that was stopped", {"status": session.describe_training_job("v2-stopped")["TrainingJobStatus"]})
except UnexpectedStatusException as error:
    told("wait for a job that was stopped", {"exception": type(error).__name__, "message": str(error)})
