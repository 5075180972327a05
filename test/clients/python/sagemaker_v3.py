"""The SageMaker Python SDK, version 3: its configuration, and jobs of sample requests."""

import logging
import os
from pathlib import Path

logging.disable(logging.INFO)
# It would tell its makers of each call.
os.environ["SAGEMAKER_ADMIN_CONFIG_OVERRIDE"] = os.environ["SAGEMAKER_USER_CONFIG_OVERRIDE"] = str(
    Path(__file__).parent / "sagemaker-config.yaml"
)
from sagemaker.core.resources import TrainingJob  # noqa: E402: the configuration has to be said first
from sagemaker.core.utils.code_injection.codec import pascal_to_snake  # noqa: E402

from told import request  # noqa: E402


def snake(value):
    """Members as this SDK names them; hyperparameters have names of their users'."""
    if isinstance(value, list):
        return [snake(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {pascal_to_snake(name): each if name == "HyperParameters" else snake(each) for name, each in value.items()}


def create(name, file="compliant.json") -> TrainingJob:
    return TrainingJob.create(**snake(request(file, name)))
