# The thirteen policies of test/data/thirteen in Rego, as far as which of them object.
package traingate

import rego.v1

workload := input.workload

deny contains "checkpoints" if {
	workload.spot.value
	not workload.checkpoints.value
	long_wait
}

long_wait if workload.maxWaitSeconds.value == null

long_wait if workload.maxWaitSeconds.value > 3600

deny contains "cost-center" if not tagged("CostCenter")

deny contains "cost-center" if {
	some tag in workload.tags.value
	tag.key == "CostCenter"
	not tag.value in input.team.values.costCenters
}

tagged(key) if {
	some tag in workload.tags.value
	tag.key == key
}

deny contains "gpus" if sum([n | some group in workload.groups; n := group.count * input.gpus[group.type]]) > 8

deny contains "instance-count" if sum([group.count | group := workload.groups[_]]) > 6

deny contains "instance-types" if {
	some group in workload.groups
	not allowed_type(group.type)
}

allowed_type(type) if startswith(type, "ml.m5.")

allowed_type(type) if startswith(type, "ml.g5.")

allowed_type("ml.p3.2xlarge")

deny contains "network" if workload.network.value == null

deny contains "network" if {
	some subnet in workload.network.value.subnets
	not subnet in input.team.values.subnets
}

deny contains "output-key" if not workload.outputKmsKey.value in input.team.values.keys

deny contains "project" if not tagged("Project")

deny contains "project" if {
	some tag in workload.tags.value
	tag.key == "Project"
	not regex.match(`^[a-z][a-z0-9-]{2,30}$`, tag.value)
}

deny contains "role" if not workload.role.value in input.team.trainingRoles

deny contains "run-time" if workload.maxRuntimeSeconds.value > 432000

deny contains "run-time-named" if workload.maxRuntimeSeconds.value == null

deny contains "volume-key" if {
	workload.volumeKmsKey.value != null
	not workload.volumeKmsKey.value in input.team.values.keys
}

deny contains "volume-size" if {
	some group in workload.groups
	group.volumeSizeGb.value > 500
}
