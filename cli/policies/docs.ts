import type { Command } from 'commander';
import type { Bundle } from '../../gateway/bundle/open.ts';
import { notAmong } from '../../gateway/rules/rule.ts';
import type { EpochMs } from '../../gateway/shared/clock.ts';
import type { Team } from '../../gateway/shared/organization.ts';
import { writeOutput } from '../output-file.ts';
import { Failure } from '../terminal.ts';
import { openPolicies } from './open-policies.ts';
import { teamChapter } from './team-chapter.ts';

interface Options {
  readonly team?: string;
  readonly out?: string;
}

const EXAMPLES = `
Examples:
  traingate policies docs
  traingate policies docs policies --team vision --out vision.md`;

/** `traingate policies docs`: what holds for a team, in Markdown for the people who submit jobs. */
export function addPolicyDocs(policies: Command): void {
  policies
    .command('docs')
    .description('write what the policies say, for the people who submit jobs (Markdown)')
    .argument('[folder]', 'a folder of policies, or a compiled bundle', 'policies')
    .option('--team <team>', 'for this team only')
    .option('--out <file>', 'write it there instead of showing it')
    .addHelpText('after', EXAMPLES)
    .action(docs);
}

async function docs(folder: string, { team, out }: Options): Promise<void> {
  const text = policyDocs(await openPolicies(folder), Date.now(), team);
  if (out === undefined) process.stdout.write(text);
  else writeOutput(out, text, '--out');
}

/**
 * What holds at a moment for every team, or for one. Throws a Failure that names the nearest team where there is no
 * such team.
 */
export function policyDocs(bundle: Bundle, at: EpochMs, team?: string): string {
  const { organization, version, prices } = bundle;
  const teams = team === undefined ? organization.teams : [teamNamed(organization.teams, team)];
  return [
    `# What a training job must be: ${organization.name}\n`,
    `Written by \`traingate policies docs\` of policy version \`${version.slice(0, 12)}\`, ${dayOf(at)}. All that is wrong with a request is told at once, with the request that would pass where the rules know one.\n`,
    prices.date === null
      ? 'No prices are known.\n'
      : `Costs are reckoned with ${BASES[prices.basis ?? 'list']} of ${prices.date}.\n`,
    ...teams.map((each) => teamChapter(bundle, each, at)),
  ].join('\n');
}

const BASES = { list: 'list prices', agreed: 'the prices agreed with AWS' } as const;

const dayOf = (at: EpochMs): string => new Date(at).toISOString().slice(0, 10);

function teamNamed(teams: readonly Team[], id: string): Team {
  const team = teams.find((known) => known.id === id);
  if (team) return team;
  throw new Failure(
    notAmong(
      id,
      'a team of organization.yaml',
      teams.map((known) => known.id),
    ),
  );
}
