import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Command } from 'commander';
import { parse } from 'yaml';
import { program } from '../../cli/program.ts';

const PAGES = [
  'examples/ci/policies.yml',
  'examples/ci/pre-commit-config.yaml',
  'examples/starter-policies/README.md',
  'docs/deploy.md',
  'README.md',
  'docs/gateway-keys.md',
  'docs/policy-changes.md',
  'docs/policy-ci.md',
  'docs/policy-tests.md',
];
const text = (file: string) => readFileSync(file, 'utf8');

/** Every command line of `npx traingate` in a text, as words. */
const commandLines = (page: string): readonly (readonly string[])[] =>
  [...page.matchAll(/npx traingate ([^`|\n>]+)/g)].map(([, words = '']) => words.trim().split(/\s+/));

/** What is wrong with a command line. */
function flawsOf(words: readonly string[], command: Command = program()): readonly string[] {
  const [name = '', ...rest] = words;
  const inner = command.commands.find((each) => each.name() === name);
  if (inner) return flawsOf(rest, inner);
  if (command.commands.length > 0) return [`${command.name()} has no ${name}`];
  const known = command.options.map(({ long }) => long);
  const named = words.filter((word) => word.startsWith('--')).filter((option) => !known.includes(option));
  return named.map((option) => `${command.name()} has no ${option}`);
}

describe('command lines of traingate', () => {
  it.each(PAGES)('are understood in %s', (page) => {
    const lines = commandLines(text(page));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.flatMap((words) => flawsOf(words))).toEqual([]);
  });

  it.each([
    ['keys invent', ['keys has no invent']],
    ['polices docs', ['traingate has no polices']],
    ['policies docs --teem vision', ['docs has no --teem']],
    ['policies docs --team vision', []],
  ])('of %s the flaws are %j', (line, flaws) => {
    expect(flawsOf(line.split(' '))).toEqual(flaws);
  });
});

describe('the workflow', () => {
  const workflow = parse(text('examples/ci/policies.yml'));
  const steps: readonly { readonly uses?: string; readonly run?: string }[] = workflow.jobs.policies.steps;

  it('may read the contents and nothing else', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(workflow.jobs.policies).not.toHaveProperty('permissions');
    expect(text('examples/ci/policies.yml')).not.toContain('secrets.');
  });

  it('pins every action to a commit', () => {
    for (const { uses } of steps.filter((step) => step.uses)) expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
  });

  it('puts nothing that somebody may name into a script', () => {
    for (const { run } of steps) expect(run ?? '').not.toContain('${{');
  });
});

it('links of docs/policy-ci.md and the starter policies lead somewhere', () => {
  for (const page of [
    'docs/policy-ci.md',
    'examples/starter-policies/README.md',
    'docs/rules.md',
    'docs/policies.md',
  ]) {
    const links = [...text(page).matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map(([, link]) => link ?? '');
    expect([page, links.filter((link) => !existsSync(join(dirname(page), link)))]).toEqual([page, []]);
  }
});
