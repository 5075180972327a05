import { join } from 'node:path';
import { compileBundle } from '../../../gateway/bundle/compile.ts';
import type { BundleDocument } from '../../../gateway/bundle/document.ts';
import { readPolicies } from '../../../scripts/read-policies.ts';

const SAMPLE = readPolicies(join(import.meta.dirname, '../../../policies'));

/** A policy that denies every job that takes an instance. */
export const SHUT = `policy: shut
description: Nothing starts today.
owner: ml-platform@example.com
bindings:
  - rule: instance-caps
    enforcement: deny
    params: { deniedTypes: ['*'] }
`;

/** The sample organisation, with more files or other texts. */
export function documentWith(files: Readonly<Record<string, string>> = {}): BundleDocument {
  const kept = SAMPLE.filter(({ name }) => !(name in files));
  const compiled = compileBundle([...kept, ...Object.entries(files).map(([name, text]) => ({ name, text }))]);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  return compiled.value;
}

/** The text of a file of the sample organisation. */
export const sampleText = (file: string): string => SAMPLE.find(({ name }) => name === file)?.text ?? '';

/** What the sample organisation allows is allowed. */
export const OPEN: BundleDocument = documentWith();
/** The same, but no job may start. */
export const CLOSED: BundleDocument = documentWith({ 'shut.yaml': SHUT });
