"""The SageMaker Python SDK, version 3, and jobs that people have to approve: what its user sees while others decide."""

import sys

# What is drawn while it waits is for a terminal.
steps, sys.stdout = sys.stdout, sys.stderr
from sagemaker_v3 import create  # noqa: E402: it configures the SDK
from sagemaker.core.utils.exceptions import FailedStatusError  # noqa: E402

from deciding import FINANCE, approved_by, denied_by, expired, meanwhile, stopped  # noqa: E402
from told import told  # noqa: E402


def seen(job):
    messages = [each.status_message for each in job.secondary_status_transitions]
    return {"status": [job.training_job_status, job.secondary_status], "messages": messages}


def wait(step, name, act):
    job = create(name, "needs-approval.json")
    told(f"create {name}", seen(job), steps)
    try:
        with meanwhile(name, act):
            # How often it asks; five seconds are made for jobs of hours.
            job.wait(poll=1)
        result = {}
    except FailedStatusError as error:
        result = {"exception": type(error).__name__, "message": str(error)}
    told(step, {**result, **seen(job)}, steps)


wait("wait, and finance approves", "v3-held", approved_by(FINANCE))
wait("wait, and finance denies", "v3-denied", denied_by(FINANCE, "use the smaller data set"))
wait("wait, and nobody answers", "v3-expired", expired)
wait("wait, and it is stopped", "v3-stopped", stopped)
