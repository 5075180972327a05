import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { PARSE_OPTIONS } from './api-gateway/routes.ts';
import type { TableDefinition } from './dynamodb/table.ts';

const STORAGE_YML = new URL('../deploy/storage.yml', import.meta.url);

interface Storage {
  readonly Resources: { readonly Table: { readonly Properties: TableDefinition } };
}

/** The gateway's table as it is deployed, so that a local one cannot differ. It has no TableName yet. */
export async function tableDefinition(): Promise<TableDefinition> {
  const storage = parse(await readFile(STORAGE_YML, 'utf8'), PARSE_OPTIONS) as Storage;
  return storage.Resources.Table.Properties;
}
