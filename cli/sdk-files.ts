import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { Failure } from './terminal.ts';

/** What boto3 and the AWS CLI read beside their own models; botocore, "Loaders" (2026-11). */
const EXTRAS = { version: 1.0, merge: { metadata: { signingName: 'execute-api' } } };
const PLACE = 'sagemaker/2017-07-24/service-2.sdk-extras.json';

/** `traingate sdk-files`: has boto3 and the AWS CLI sign for API Gateway's IAM authorizer. */
export function addSdkFiles(traingate: Command): void {
  const usual = join(homedir(), '.aws/models');
  traingate
    .command('sdk-files')
    .description('have boto3 and the AWS CLI sign for POST /iam, with the IAM credentials they have')
    .option('--dir <folder>', 'where models are looked for', usual)
    .action(({ dir }: { dir: string }) => {
      const file = join(dir, PLACE);
      writeOnce(file, `${JSON.stringify(EXTRAS)}\n`);
      console.log(`${file} is written: SageMaker clients of boto3 and the AWS CLI now sign for execute-api. Then:\n`);
      if (dir !== usual) console.log(`  export AWS_DATA_PATH=${dir}`);
      console.log('  export AWS_ENDPOINT_URL_SAGEMAKER=<the gateway’s URL>/iam\n\nTo undo it, delete the file.');
    });
}

/** What somebody else has put there stays. */
function writeOnce(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, 'utf8') !== text) {
    throw new Failure(
      `${file} is there already, and says something else: add ${text.trim()} to it, or choose another --dir`,
    );
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
