"""The AWS CLI as a user types it."""

from aws_cli import aws, create
from told import let_jobs_end

create("create", "compliant.json", "cli-a")
create("create the same again", "compliant.json", "cli-a")
create("create another", "compliant.json", "cli-b")
aws("describe", "describe-training-job", "--training-job-name", "cli-a", "--query", "[TrainingJobName,RoleArn]", "--output", "json")
aws("list, a page of one", "list-training-jobs", "--page-size", "1", "--sort-by", "Name", "--query", "TrainingJobSummaries[].TrainingJobName", "--output", "json")
ARN = "arn:aws:sagemaker:eu-west-1:111122223333:training-job/cli-a"
aws("add a tag", "add-tags", "--resource-arn", ARN, "--tags", "Key=Note,Value=x", "--query", "length(Tags)")
aws("add a protected tag", "add-tags", "--resource-arn", ARN, "--tags", "Key=Owner,Value=x")
aws("delete a tag", "delete-tags", "--resource-arn", ARN, "--tag-keys", "Note")
create("a policy denies", "forbidden-instance.json", "cli-denied")
create("over quota", "over-quota.json", "cli-over")
create("a name that is taken", "minimal.json", "cli-a")
aws("a job that is not there", "describe-training-job", "--training-job-name", "nobody-knows")
aws("an operation that starts compute", "start-notebook-instance", "--notebook-instance-name", "n")
aws("an operation that is not served", "list-models")
aws("stop", "stop-training-job", "--training-job-name", "cli-b")
let_jobs_end(200)
aws("wait", "wait", "training-job-completed-or-stopped", "--training-job-name", "cli-a")
aws("its end", "describe-training-job", "--training-job-name", "cli-a", "--query", "TrainingJobStatus", "--output", "text")
create("the connection drops after the decision", "compliant.json", "lost-connection")
create("504 after the decision", "compliant.json", "lost-504")
