"""The SageMaker Python SDK, version 2, and jobs that people have to approve: what fit() prints while others decide."""

import io
from contextlib import redirect_stdout

from sagemaker_v2 import estimator  # first: it configures the SDK
from sagemaker.exceptions import UnexpectedStatusException

from deciding import FINANCE, PLATFORM, approved_by, denied_by, expired, meanwhile, stopped
from told import told


def fit(step, name, *acts, logs=False, **parts):
    job = estimator("needs-approval.json", **parts)
    printed = io.StringIO()
    try:
        with redirect_stdout(printed), meanwhile(name, *acts):
            job.fit(job_name=name, logs=logs)
        result = {"status": job.latest_training_job.describe()["TrainingJobStatus"]}
    except UnexpectedStatusException as error:
        result = {"exception": type(error).__name__, "message": str(error)}
    # It prints a dot each time that nothing has changed.
    lines = [line.strip(".") for line in printed.getvalue().split("\n")]
    told(step, {**result, "printed": [line for line in lines if line]})


fit("fit(), and two people approve", "v2-held", approved_by(FINANCE), approved_by(PLATFORM), instance_count=8)
fit("fit() with logs, and finance approves", "v2-logs", approved_by(FINANCE), logs="All")
fit("fit(), and finance denies", "v2-denied", denied_by(FINANCE, "use the smaller data set"))
fit("fit(), and nobody answers", "v2-expired", expired)
fit("fit(), and it is stopped", "v2-stopped", stopped)
