import { deflateRawSync, inflateRawSync } from 'node:zlib';

/**
 * What most records have in common, in the order of their JSON: a record names what it repeats of it by its place here. It
 * halves a record.
 * INVARIANT: it is never changed, since every record there is was written with it; another one gets another attribute.
 */
const COMMON = Buffer.from(
  [
    '"violations":[{"policy":"","rule":"instance-caps","enforcement":"warn","path":"/ResourceConfig/InstanceType","message":"',
    '","observed":null,"limit":null,"remedy":"","link":null,"owner":null,"waiver":null,"waiverRequest":null}',
    '{"op":"add","path":"/VpcConfig","value":{"SecurityGroupIds":["sg-0"],"Subnets":["subnet-0"]}},',
    '{"op":"replace","path":"/StoppingCondition/MaxRuntimeInSeconds","value":86400},{"op":"add","path":"/OutputDataConfig/KmsKeyId","value":"arn:aws:kms:eu-west-1:',
    '{"op":"add","path":"/Tags/-","value":{"Key":"CostCenter","Value":"CC-"}},{"op":"add","path":"/Tags/-","value":{"Key":"Owner","Value":"',
    '"accelerators":1,"family:g5":1,"type:ml.g5.xlarge":1,"ml.p4d.24xlarge","ml.m5.xlarge",',
    '{"admissionId":"","action":"CreateTrainingJob","name":"","arn":"arn:aws:sagemaker:us-east-1::training-job/',
    '","principalArn":"arn:aws:sts::assumed-role/AWSReservedSSO_/","person":"@example.com","team":"","submittedHash":"","completedHash":"',
    '","decision":{"id":"","verdict":"allow","policyVersion":"","violations":[],"completed":[{"op":"add","path":"/EnableInterContainerTrafficEncryption","value":true},',
    '{"op":"add","path":"/Tags/-","value":{"Key":"traingate:admission","Value":""}}],"corrected":null,"correction":[],"needs":[',
    '["org","current",{"jobs":1,"instances":1,"gpus":1,"family:g5":1,"type:ml.g5.xlarge":1}],["org","2026-12",{"usdMicros":,"gpuSeconds":,"instanceSeconds":}],',
    '["department:","current",{"jobs":1,"instances":1,"gpus":1,"family:"],["team:","current",{"jobs":1,"],["person:","current",{"jobs":1,"],["tag:Project=',
    '","current",{"jobs":1,"instances":1,"gpus":1,"family:g5":1,"type:ml.g5.xlarge":1}],["","2026-11",{"usdMicros":000000,"gpuSeconds":00,"instanceSeconds":00}]],',
    '"limits":[["org","current",{"jobs":40,"instances":64,"gpus":48}],["org","2026-11",{"usdMicros":000000000000}],["team:","current",{"jobs":10,"instances":20,"gpus":8}],',
    '["person:","current",{"jobs":4,"gpus":4}]]},"createdAt":1795,"metered":[{"type":"ml.g5.xlarge","count":1,"use":"training","isAlternative":false,',
    '"usdMicrosPerHour":000,"keptUsdMicrosPerHour":000}]}',
  ].join(''),
);

/** JSON as a record's attribute holds it. */
export const packedPart = (value: object): { B: Uint8Array } => ({
  B: deflateRawSync(JSON.stringify(value), { dictionary: COMMON }),
});

/** The inverse of packedPart. */
export const partOf = (packed: Uint8Array | undefined): unknown =>
  JSON.parse(inflateRawSync(packed ?? new Uint8Array(), { dictionary: COMMON }).toString());
