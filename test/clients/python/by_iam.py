"""boto3 and the AWS CLI with IAM credentials, told by `traingate sdk-files` to sign for execute-api."""

import json
import os
import subprocess
import sys
from pathlib import Path

# The project's own Node.js comes first on the path of npm scripts.
models = Path(os.environ["HOME"]) / "models"
subprocess.run(["node", "cli/main.ts", "sdk-files", "--dir", str(models)], check=True, capture_output=True)
os.environ["AWS_DATA_PATH"] = str(models)
import boto3  # noqa: E402: it reads the path when it is loaded
from botocore.exceptions import ClientError  # noqa: E402

from told import request, told  # noqa: E402

sagemaker = boto3.client("sagemaker")


def step(name, call, shown=str):
    try:
        told(name, {"answer": shown(call())})
    except ClientError as error:
        told(name, {"exception": type(error).__name__, "message": str(error)})


def create(file, name):
    return lambda: sagemaker.create_training_job(**request(file, name))


def arn(answer):
    return answer["TrainingJobArn"]


step("create", create("compliant.json", "iam-a"), arn)
step("create the same again", create("compliant.json", "iam-a"), arn)
step("describe", lambda: sagemaker.describe_training_job(TrainingJobName="iam-a"), arn)
step("a policy denies", create("forbidden-instance.json", "iam-denied"), arn)
step("an operation that is not served", sagemaker.list_models)
step("an operation that starts compute", lambda: sagemaker.start_notebook_instance(NotebookInstanceName="n"))
wrong = boto3.client("sagemaker", aws_access_key_id=os.environ["AWS_ACCESS_KEY_ID"], aws_secret_access_key="guessed")
step("a wrong secret", wrong.list_training_jobs)
query = "TrainingJobSummaries[].TrainingJobName"
aws = [str(Path(sys.executable).parent / "aws"), "sagemaker", "list-training-jobs", "--query", query, "--output", "json"]
done = subprocess.run(aws, capture_output=True, text=True, timeout=120)
told("the AWS CLI lists", {"exit": done.returncode, "answer": json.loads(done.stdout or "null")})
