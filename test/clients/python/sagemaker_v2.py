"""The SageMaker Python SDK, version 2, on a session whose SageMaker client is boto3's; its estimators ask for a sample request."""

import logging
import os
from functools import partial
from pathlib import Path

import boto3

logging.disable(logging.INFO)
# It would tell its makers of each call.
os.environ["SAGEMAKER_ADMIN_CONFIG_OVERRIDE"] = os.environ["SAGEMAKER_USER_CONFIG_OVERRIDE"] = str(
    Path(__file__).parent / "sagemaker-config.yaml"
)
import sagemaker  # noqa: E402: the configuration has to be said first
from sagemaker.estimator import Estimator  # noqa: E402

from told import request  # noqa: E402

session = sagemaker.Session(boto_session=boto3.Session(), sagemaker_client=boto3.client("sagemaker"))
# How often fit() looks, without logs and with; more seldom is made for jobs of hours.
session.wait_for_job = partial(session.wait_for_job, poll=1)
session.logs_for_job = partial(session.logs_for_job, poll=1)


def estimator(file, **parts):
    sample = request(file, "any")
    resources = sample["ResourceConfig"]
    return Estimator(
        **{
            "image_uri": sample["AlgorithmSpecification"]["TrainingImage"],
            "role": sample["RoleArn"],
            "instance_type": resources["InstanceType"],
            "instance_count": resources["InstanceCount"],
            "output_path": sample["OutputDataConfig"]["S3OutputPath"],
            "max_run": sample["StoppingCondition"]["MaxRuntimeInSeconds"],
            "hyperparameters": {"epochs": "3"},
            "tags": [tag for tag in sample["Tags"]],
            "subnets": sample["VpcConfig"]["Subnets"],
            "security_group_ids": sample["VpcConfig"]["SecurityGroupIds"],
            "output_kms_key": sample["OutputDataConfig"]["KmsKeyId"],
            "volume_kms_key": resources.get("VolumeKmsKeyId"),
            "encrypt_inter_container_traffic": True,
            "disable_profiler": True,
            "debugger_hook_config": False,
            "sagemaker_session": session,
            **parts,
        }
    )
