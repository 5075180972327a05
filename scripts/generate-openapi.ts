import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CALLERS_TAGS } from '../gateway/actions/create-training-job/reserved-tags.ts';
import { openapiDocument } from '../gateway/adapters/http/openapi/document.ts';
import { writeWhole } from './write-whole.ts';

const ROOT = resolve(import.meta.dirname, '..');

/** The OpenAPI document of the REST API, made of the schema that validates requests and of those of the answers. */
export async function generateOpenapi(): Promise<string> {
  const read = async (file: string) => JSON.parse(await readFile(join(ROOT, file), 'utf8'));
  const document = openapiDocument({
    version: (await read('package.json')).version,
    requestSchema: await read('gateway/actions/create-training-job/schema.json'),
    callersTags: CALLERS_TAGS,
    example: await read('examples/requests/compliant.json'),
  });
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Writes it to `outDir`/document.generated.json, whole or not at all. */
export async function writeOpenapi(outDir: string): Promise<void> {
  await writeWhole(join(outDir, 'document.generated.json'), await generateOpenapi());
}
