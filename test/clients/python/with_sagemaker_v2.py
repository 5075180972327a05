"""The SageMaker Python SDK, version 2: fit() and what its user sees, on a session whose SageMaker client is boto3's."""

import io
import logging
import os
import sys
import time
from pathlib import Path

import boto3

logging.disable(logging.INFO)
# It would tell its makers of each call.
os.environ["SAGEMAKER_ADMIN_CONFIG_OVERRIDE"] = os.environ["SAGEMAKER_USER_CONFIG_OVERRIDE"] = str(
    Path(__file__).parent / "sagemaker-config.yaml"
)
import sagemaker  # noqa: E402: the configuration has to be said first
import sagemaker.session  # noqa: E402
from botocore.exceptions import ClientError  # noqa: E402
from sagemaker.estimator import Estimator  # noqa: E402
from sagemaker.exceptions import UnexpectedStatusException  # noqa: E402

from told import request, told  # noqa: E402

session = sagemaker.Session(boto_session=boto3.Session(), sagemaker_client=boto3.client("sagemaker"))
# How often fit() asks; half a minute is made for jobs of hours.
sagemaker.session.DEFAULT_POLL = 1
sample = request("compliant.json", "any")


def log(job, line):
    """A line that the job's container has written to CloudWatch Logs."""
    logs = boto3.client("logs")
    group, stream = "/aws/sagemaker/TrainingJobs", f"{job}/algo-1-1"
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName=stream)
    events = [{"timestamp": int(time.time() * 1000), "message": line}]
    logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)


def estimator(**parts):
    resources = sample["ResourceConfig"]
    return Estimator(
        **{
            "image_uri": sample["AlgorithmSpecification"]["TrainingImage"],
            "role": sample["RoleArn"],
            "instance_type": resources["InstanceType"],
            "instance_count": 1,
            "output_path": sample["OutputDataConfig"]["S3OutputPath"],
            "max_run": 900,
            "hyperparameters": {"epochs": "3"},
            "tags": [tag for tag in sample["Tags"]],
            "subnets": sample["VpcConfig"]["Subnets"],
            "security_group_ids": sample["VpcConfig"]["SecurityGroupIds"],
            "output_kms_key": sample["OutputDataConfig"]["KmsKeyId"],
            "volume_kms_key": sample["ResourceConfig"].get("VolumeKmsKeyId"),
            "encrypt_inter_container_traffic": True,
            "disable_profiler": True,
            "debugger_hook_config": False,
            "sagemaker_session": session,
            **parts,
        }
    )


def fit(step, name, wait=True, logs=False, **parts):
    job = estimator(**parts)
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
import builtins  # noqa: E402

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
