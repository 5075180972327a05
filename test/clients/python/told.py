"""Prints what a client's user sees, one JSON line a step."""

import json
import os
import re
import sys
import urllib.request
from pathlib import Path

REQUESTS = Path("examples/requests")


def request(file: str, name: str) -> dict:
    """A sample request under another name."""
    return {**json.loads((REQUESTS / file).read_text()), "TrainingJobName": name}


def told(step: str, result, to=None) -> None:
    """Key ids and times differ from run to run."""
    line = json.dumps({"step": step, **result}, ensure_ascii=False)
    line = re.sub(r"AKGW[A-Z2-7]{16}", "AKGW…", line)
    print(re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "<time>", line), flush=True, file=to or sys.stdout)


def let_jobs_end(seconds: int = 600) -> None:
    """Time passes, for jobs and the gateway."""
    control("/clock", {"advanceSeconds": seconds})


def fail_next_job() -> None:
    """The next job that is created will fail in training."""
    control("/faults", {"operation": "CreateTrainingJob", "kind": "fail-job"})


def control(path: str, body: dict) -> None:
    call = urllib.request.Request(os.environ["TRAINGATE_CONTROL_URL"] + path, json.dumps(body).encode())
    urllib.request.urlopen(call).read()
