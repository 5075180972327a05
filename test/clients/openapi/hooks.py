"""Signs each request of schemathesis as the first person of a local stack, with the signer of AWS's own Python SDK."""

import json
import os
import re
from pathlib import Path

import requests
import schemathesis
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

FACTS = json.loads((Path(os.environ["TRAINGATE_HOME"]) / "local.json").read_text())
IAM = FACTS["people"][0]["iam"]
SIGNER = SigV4Auth(Credentials(IAM["accessKeyId"], IAM["secretAccessKey"]), "execute-api", FACTS["region"])


class SigV4(requests.auth.AuthBase):
    """Signs what is about to be sent, when its URL and body are final."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        # Only these: what a proxy or the client adds to the others is not the signer's to say.
        headers = {name: value for name, value in request.headers.items() if name.lower() == "content-type"}
        signed = AWSRequest(method=request.method, url=request.url, data=request.body, headers=headers)
        SIGNER.add_auth(signed)
        request.headers.update(dict(signed.headers))
        return request


schemathesis.auth.set_from_requests(SigV4())


# The largest number up to which a double holds every integer. SageMaker's model has 64-bit numbers.
LARGEST_EXACT = 2**53
# What Python's \s has and \p{Z}, which schemathesis takes it for, has not.
NO_SEPARATORS = re.compile("[\t-\r\x1c-\x1f\x85]")


@schemathesis.hook
def before_call(context, case, kwargs) -> None:
    """Mends what schemathesis takes for a valid request: numbers that would be rounded, and tags with control characters."""
    if case.meta is None or not case.meta.generation.mode.is_positive or not isinstance(case.body, dict):
        return
    case.body = exact(case.body)
    for tag in case.body.get("Tags", []):
        tag.update({name: NO_SEPARATORS.sub(" ", text) for name, text in tag.items()})


def exact(value):
    """The value with numbers that the gateway can forward as they are; it refuses to round one."""
    if isinstance(value, dict):
        return {name: exact(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [exact(inner) for inner in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return max(-LARGEST_EXACT, min(LARGEST_EXACT, value))
    return value
