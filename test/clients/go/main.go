// The AWS SDK for Go as its user has it: nothing is told to it but the environment.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"sort"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
)

var ctx = context.Background()

type line struct {
	Step      string `json:"step"`
	Answer    any    `json:"answer,omitempty"`
	Exception string `json:"exception,omitempty"`
	Message   string `json:"message,omitempty"`
	Attempts  int    `json:"attempts,omitempty"`
}

func told(l line) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	check(encoder.Encode(l))
	fmt.Print(out.String())
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func attemptsOf(metadata middleware.Metadata) int {
	results, _ := retry.GetAttemptResults(metadata)
	return len(results.Results)
}

func failed(step string, err error) {
	var typed smithy.APIError
	if !errors.As(err, &typed) {
		told(line{Step: step, Exception: "not an API error", Message: err.Error()})
		return
	}
	told(line{Step: step, Exception: typed.ErrorCode(), Message: typed.ErrorMessage()})
}

// The SDK's requests have no JSON names of their own: the members that the samples use.
func request(file, name string) *sagemaker.CreateTrainingJobInput {
	text, err := os.ReadFile("examples/requests/" + file)
	check(err)
	input := &sagemaker.CreateTrainingJobInput{}
	check(json.Unmarshal(text, input))
	input.TrainingJobName = &name
	return input
}

func main() {
	settings, err := config.LoadDefaultConfig(ctx)
	check(err)
	client := sagemaker.NewFromConfig(settings)
	other := sagemaker.NewFromConfig(settings, func(o *sagemaker.Options) {
		o.Credentials = credentials.NewStaticCredentialsProvider(os.Getenv("OTHER_ACCESS_KEY_ID"), os.Getenv("OTHER_SECRET_ACCESS_KEY"), "")
	})
	create := func(step, file, name string) {
		created, err := client.CreateTrainingJob(ctx, request(file, name))
		if err != nil {
			failed(step, err)
			return
		}
		told(line{Step: step, Answer: *created.TrainingJobArn, Attempts: attemptsOf(created.ResultMetadata)})
	}
	a, b := aws.String("go-a"), aws.String("go-b")
	arn := aws.String("arn:aws:sagemaker:" + os.Getenv("AWS_REGION") + ":111122223333:training-job/go-a")

	create("create", "compliant.json", "go-a")
	create("create the same again", "compliant.json", "go-a")
	create("create another", "compliant.json", "go-b")
	described, err := client.DescribeTrainingJob(ctx, &sagemaker.DescribeTrainingJobInput{TrainingJobName: a})
	check(err)
	told(line{Step: "describe", Answer: []any{described.RoleArn, described.HyperParameters}})
	pages := sagemaker.NewListTrainingJobsPaginator(client, &sagemaker.ListTrainingJobsInput{MaxResults: aws.Int32(1), SortBy: types.SortByName})
	var names [][]string
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		check(err)
		listed := []string{}
		for _, job := range page.TrainingJobSummaries {
			listed = append(listed, *job.TrainingJobName)
		}
		names = append(names, listed)
	}
	told(line{Step: "list, one a page", Answer: names})
	tag := func(key string) {
		_, err := client.AddTags(ctx, &sagemaker.AddTagsInput{ResourceArn: arn, Tags: []types.Tag{{Key: &key, Value: aws.String("x")}}})
		if err != nil {
			failed("add the tag "+key, err)
			return
		}
		told(line{Step: "add the tag " + key, Answer: "added"})
	}
	tag("Note")
	tag("Owner")
	tags, err := client.ListTags(ctx, &sagemaker.ListTagsInput{ResourceArn: arn})
	check(err)
	keys := []string{}
	for _, each := range tags.Tags {
		keys = append(keys, *each.Key)
	}
	sort.Strings(keys)
	told(line{Step: "list tags", Answer: keys})
	_, err = client.DeleteTags(ctx, &sagemaker.DeleteTagsInput{ResourceArn: arn, TagKeys: []string{"Note"}})
	check(err)

	create("a policy denies", "forbidden-instance.json", "go-denied")
	create("over quota", "over-quota.json", "go-over")
	_, err = client.CreateTrainingJob(ctx, request("over-quota.json", "go-over"))
	var limit *types.ResourceLimitExceeded
	told(line{Step: "over quota is types.ResourceLimitExceeded", Answer: errors.As(err, &limit) && limit.ErrorMessage() != ""})
	create("a name that is taken", "minimal.json", "go-a")
	_, err = other.DescribeTrainingJob(ctx, &sagemaker.DescribeTrainingJobInput{TrainingJobName: a})
	failed("another team's job", err)
	_, err = client.StartNotebookInstance(ctx, &sagemaker.StartNotebookInstanceInput{NotebookInstanceName: aws.String("n")})
	failed("an operation that starts compute", err)
	_, err = client.ListModels(ctx, &sagemaker.ListModelsInput{})
	failed("an operation that is not served", err)
	_, err = client.DeleteTrainingJob(ctx, &sagemaker.DeleteTrainingJobInput{TrainingJobName: a})
	failed("delete a job that runs", err)
	_, err = client.StopTrainingJob(ctx, &sagemaker.StopTrainingJobInput{TrainingJobName: b})
	check(err)
	_, err = http.Post(os.Getenv("TRAINGATE_CONTROL_URL")+"/clock", "application/json", bytes.NewBufferString(`{"advanceSeconds":200}`))
	check(err)
	waiter := sagemaker.NewTrainingJobCompletedOrStoppedWaiter(client, func(o *sagemaker.TrainingJobCompletedOrStoppedWaiterOptions) {
		o.MinDelay, o.MaxDelay = time.Second, 2*time.Second
	})
	ended, err := waiter.WaitForOutput(ctx, &sagemaker.DescribeTrainingJobInput{TrainingJobName: b}, 30*time.Second)
	check(err)
	told(line{Step: "wait", Answer: ended.TrainingJobStatus})
	_, err = client.StopTrainingJob(ctx, &sagemaker.StopTrainingJobInput{TrainingJobName: b})
	failed("stop what has ended", err)
	create("the connection drops after the decision", "compliant.json", "lost-connection")
	create("504 after the decision", "compliant.json", "lost-504")
}
