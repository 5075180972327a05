"""The AWS CLI and jobs that people have to approve: what its user sees while others decide."""

import json
import os
from pathlib import Path

import botocore

from aws_cli import aws, create
from deciding import FINANCE, approved_by, denied_by, expired, meanwhile

SEEN = "[TrainingJobStatus,SecondaryStatus,FailureReason,SecondaryStatusTransitions[].StatusMessage]"
WAIT = "training-job-completed-or-stopped"


def ask_each_second():
    """The CLI's waiters ask every two minutes, which is made for jobs of hours; where it finds another model, it follows that."""
    model = "sagemaker/2017-07-24/waiters-2.json"
    waiters = json.loads((Path(botocore.__file__).parent / "data" / model).read_text())
    waiters["waiters"]["TrainingJobCompletedOrStopped"]["delay"] = 1
    own = Path(os.environ["HOME"]) / ".aws/models" / model
    own.parent.mkdir(parents=True)
    own.write_text(json.dumps(waiters))


def describe(step, name):
    aws(step, "describe-training-job", "--training-job-name", name, "--query", SEEN, "--output", "json")


def wait(step, name, act):
    create(f"create {name}", "needs-approval.json", name)
    with meanwhile(name, act):
        aws(step, "wait", WAIT, "--training-job-name", name)
    describe(f"describe {name}", name)


def stopped(name):
    aws("stop", "stop-training-job", "--training-job-name", name)


ask_each_second()
create("create", "needs-approval.json", "cli-held")
describe("describe", "cli-held")
aws("list", "list-training-jobs", "--query", "TrainingJobSummaries[].[TrainingJobName,TrainingJobStatus]", "--output", "text")
wait("wait, and finance approves", "cli-held", approved_by(FINANCE))
wait("wait, and finance denies", "cli-denied", denied_by(FINANCE, "use the smaller data set"))
wait("wait, and nobody answers", "cli-expired", expired)
wait("wait, and it is stopped", "cli-stopped", stopped)
