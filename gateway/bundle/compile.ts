import type { QuotaPolicy, QuotaTerms } from '../quota/quota-policy.ts';
import { openQuotas } from '../quota/quotas.ts';
import type { Waiver } from '../rules/waiver.ts';
import type { Json } from '../shared/json.ts';
import type { Organization } from '../shared/organization.ts';
import type { Prices } from '../shared/prices.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { checkPolicyApprovals, checkQuotaApprovals } from './approval-checks.ts';
import { checkOrganization, checkPolicies, checkPolicy, checkQuotas, checkTeamFolder } from './cross-checks.ts';
import { checkDefaultLists } from './default-lists.ts';
import type { BundleContent, BundleDocument, Policy } from './document.ts';
import { openPolicy } from './open.ts';
import { checkParams } from './param-checks.ts';
import { type BundleProblem, compareProblems } from './problem.ts';
import { checkSize } from './quota-size.ts';
import { type SchemaCheck, schemaCheck } from './schema-check.ts';
import { ORGANIZATION_SCHEMA } from './schemas/organization.ts';
import { POLICY_SCHEMA } from './schemas/policy.ts';
import { PRICES_SCHEMA } from './schemas/prices.ts';
import { QUOTAS_SCHEMA } from './schemas/quotas.ts';
import { WAIVERS_SCHEMA } from './schemas/waivers.ts';
import { checkSettings } from './setting-conflicts.ts';
import { parseSourceFile, type SourceFile } from './source-file.ts';
import { checkRuleLists } from './team-lists.ts';
import { versionOf } from './version.ts';
import { vocabularyOf } from './vocabulary.ts';
import { checkUniqueWaivers, checkWaivers } from './waiver-checks.ts';

/** A file of the organisation. `name` is its path inside the folder of policies, such as `gpu-caps.yaml`. */
export interface BundleFile {
  readonly name: string;
  readonly text: string;
}

const ORGANIZATION_FILE = 'organization.yaml';
const QUOTAS_FILE = 'quotas.yaml';
const PRICES_FILE = 'prices.yaml';
const WAIVERS_FILE = 'waivers.yaml';
const SPECIAL_FILES: readonly string[] = [ORGANIZATION_FILE, QUOTAS_FILE, PRICES_FILE, WAIVERS_FILE];
/** In the folder itself the organisation's, in a folder of its own a team's. */
const POLICY_FILE = /^(?:teams\/(?<team>[^/]+)\/)?[^/\\]+\.yaml$/;

/**
 * Checks the organisation's files and compiles them into one document, or returns every problem in them by place.
 * Pure: equal files give an equal document, in whatever order they come.
 */
export function compileBundle(files: readonly BundleFile[]): Result<BundleDocument, readonly BundleProblem[]> {
  const sources = files.map(({ name, text }) => (isUsed(name) ? parseSourceFile(name, text) : unusable(name)));
  const organization = sources.find(({ name }) => name === ORGANIZATION_FILE)?.value ?? null;
  // Without an organization every name in the other files would be unknown.
  const check = organization === null ? ({ problems }: SourceFile) => problems : fileCheck(organization);
  const problems = [...missingFiles(files), ...sources.flatMap(check), ...checkPolicies(sources)];
  if (problems.length > 0) return err(problems.sort(compareProblems));
  const content = contentOf(sources);
  const conflicts = sources.flatMap((file) => conflictsIn(file, content));
  if (conflicts.length > 0) return err(conflicts.sort(compareProblems));
  return ok({ version: versionOf(content), content });
}

/** What files say against each other. */
function conflictsIn(
  file: SourceFile,
  { organization, policies, quotas, quotaTerms }: BundleContent,
): readonly BundleProblem[] {
  if (file.name === ORGANIZATION_FILE) {
    return [
      ...checkSettings(file, organization, policies.flatMap(openPolicy)),
      ...checkRuleLists(file, organization, policies),
    ];
  }
  if (file.name === QUOTAS_FILE) return checkSize(file, openQuotas(quotas, quotaTerms));
  return file.name === WAIVERS_FILE ? checkWaivers(file, policies) : [];
}

const isUsed = (name: string): boolean => POLICY_FILE.test(name);

/** The team whose own policy a file is; undefined: the organisation's. */
const teamOf = (name: string): string | undefined => POLICY_FILE.exec(name)?.groups?.team;

function unusable(name: string): SourceFile {
  const message = `\`${name}\` is not a policy file: policies end in \`.yaml\` and lie in this folder itself, or in \`teams/<team>/\` where they are a team's own`;
  const place = { line: 1, column: 1 };
  return { name, value: null, problems: [{ file: name, ...place, message }], placeOf: () => place };
}

function missingFiles(files: readonly BundleFile[]): readonly BundleProblem[] {
  const missing = [ORGANIZATION_FILE, QUOTAS_FILE].filter((needed) => !files.some(({ name }) => name === needed));
  return missing.map((file) => ({
    file,
    line: 1,
    column: 1,
    message:
      file === QUOTAS_FILE ? 'the file is missing: write `quotas: []` for no limits' : 'the file is missing: add it',
  }));
}

/** Checks a file by what its name says it is. A file that is not readable has no further problems. */
function fileCheck(organization: Json): SchemaCheck {
  const vocabulary = vocabularyOf(organization);
  const special: Readonly<Record<string, readonly SchemaCheck[]>> = {
    [ORGANIZATION_FILE]: [schemaCheck(ORGANIZATION_SCHEMA, vocabulary), checkOrganization, checkDefaultLists],
    [QUOTAS_FILE]: [schemaCheck(QUOTAS_SCHEMA, vocabulary), checkQuotas, checkQuotaApprovals(organization)],
    [PRICES_FILE]: [schemaCheck(PRICES_SCHEMA, vocabulary)],
    [WAIVERS_FILE]: [schemaCheck(WAIVERS_SCHEMA, vocabulary), checkUniqueWaivers],
  };
  const policy = [
    schemaCheck(POLICY_SCHEMA, vocabulary),
    checkPolicy,
    checkTeamFolder(vocabulary.team, teamOf),
    checkPolicyApprovals(organization),
  ];
  return (file) => {
    if (file.problems.length > 0) return file.problems;
    const problems = (special[file.name] ?? policy).flatMap((check) => check(file));
    return problems.length > 0 ? problems : checkParams(file);
  };
}

/** The casts are sound because every file fits its schema. */
function contentOf(sources: readonly SourceFile[]): BundleContent {
  const contentsOf = (file: string) => sources.find(({ name }) => name === file)?.value as unknown;
  const policies = sources.filter(({ name }) => !SPECIAL_FILES.includes(name)).map(policyOf);
  const prices = contentsOf(PRICES_FILE) as Prices | undefined;
  const waivers = contentsOf(WAIVERS_FILE) as { readonly waivers: readonly Waiver[] } | undefined;
  const { quotas, ...terms } = contentsOf(QUOTAS_FILE) as QuotaTerms & { readonly quotas: readonly QuotaPolicy[] };
  return {
    organization: contentsOf(ORGANIZATION_FILE) as Organization,
    policies: policies.sort((a, b) => (a.policy < b.policy ? -1 : 1)),
    quotas,
    // Absent where there is no file, or nothing in it, so that bundles of before keep their version.
    ...(Object.keys(terms).length > 0 && { quotaTerms: terms }),
    ...(prices && { prices }),
    ...(waivers && { waivers: waivers.waivers }),
  };
}

function policyOf({ name, value }: SourceFile): Policy {
  const team = teamOf(name);
  return { ...(value as unknown as Policy), ...(team !== undefined && { team }) };
}
