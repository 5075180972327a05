"""The AWS CLI as a user types it."""

import json
import subprocess
import sys
from pathlib import Path

from told import request, told

AWS = str(Path(sys.executable).parent / "aws")


def aws(step, *args):
    done = subprocess.run([AWS, "sagemaker", *args], capture_output=True, text=True, timeout=120)
    seen = {"exit": done.returncode}
    if done.stdout.strip():
        seen["stdout"] = done.stdout.strip()
    if done.stderr.strip():
        seen["stderr"] = done.stderr.strip()
    told(step, seen)


def create(step, file, name):
    aws(step, "create-training-job", "--cli-input-json", json.dumps(request(file, name)), "--query", "TrainingJobArn", "--output", "text")
