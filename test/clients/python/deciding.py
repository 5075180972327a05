"""What others do while a client waits for its job: those who are asked approve or deny, somebody stops it, or time passes."""

import json
import os
import threading
import time
import traceback
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from told import control, let_jobs_end

FINANCE, PLATFORM = "finn@example.com", "petra@example.com"


def waiting(person=FINANCE) -> dict:
    """What waits for approval, by the names of the jobs: its admissionId."""
    return {each["name"]: each["admissionId"] for each in called(person, "GET", "/v1/approvals")["approvals"]}


def approved_by(person):
    return lambda name: called(person, "POST", f"/v1/approvals/{waiting(person)[name]}/approve", {})


def denied_by(person, reason):
    return lambda name: called(person, "POST", f"/v1/approvals/{waiting(person)[name]}/deny", {"reason": reason})


def expired(_name) -> None:
    """Nobody answers: the four hours pass, and the gateway looks."""
    let_jobs_end(4 * 60 * 60 + 60)
    control("/reconcile", {})


def stopped(name) -> None:
    """By another program of the same user."""
    boto3.Session().client("sagemaker").stop_training_job(TrainingJobName=name)


@contextmanager
def meanwhile(name, *acts):
    """Others act one after the other while the block waits for the job, each once the client has asked for it anew."""
    before = times_asked(name)
    others = threading.Thread(target=act_once_asked, args=(name, acts, before))
    others.start()
    try:
        yield
    finally:
        others.join()


def act_once_asked(name, acts, before) -> None:
    try:
        for act in acts:
            until = time.monotonic() + 90
            while times_asked(name) <= before:
                if time.monotonic() > until:
                    raise TimeoutError(f"the client does not ask for {name}")
                time.sleep(0.05)
            before = times_asked(name)
            act(name)
    except Exception:
        # The client would wait for ever.
        traceback.print_exc()
        os._exit(1)


def times_asked(name) -> int:
    """How often any client has described the job; what counts requests tells of them."""
    with urllib.request.urlopen(os.environ["AWS_ENDPOINT_URL_SAGEMAKER"]) as answer:
        return sum(each["operation"] == "DescribeTrainingJob" and each["name"] == name for each in json.load(answer))


def called(person, method, path, body=None) -> dict:
    """The REST API's answer to a person of the stack's own file."""
    stack = json.loads((Path(os.environ["HOME"]) / "local.json").read_text())
    [keys] = [each["iam"] for each in stack["people"] if each["person"] == person]
    headers = {"Content-Type": "application/json"}
    call = AWSRequest(method, stack["url"] + path, headers, None if body is None else json.dumps(body))
    credentials = Credentials(keys["accessKeyId"], keys["secretAccessKey"])
    SigV4Auth(credentials, "execute-api", stack["region"]).add_auth(call)
    data = None if body is None else call.data.encode()
    signed = urllib.request.Request(call.url, data, dict(call.headers), method=method)
    with urllib.request.urlopen(signed) as answer:
        return json.load(answer)
