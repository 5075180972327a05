import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { REQUEST_SHAPES } from '../../gateway/actions/operations/table.ts';
import { RULES } from '../../gateway/rules/index.ts';
import { ERRORS, REST_ERROR_CODES } from '../../gateway/shared/errors.ts';

const text = (file: string) => readFile(file, 'utf8');

describe('docs/rest-api.md', () => {
  it('lists every error with its status, and no other', async () => {
    const rows = [...(await text('docs/rest-api.md')).matchAll(/^\| `([a-z-]+)` \| (\d{3}) \|/gm)];
    const documented = Object.fromEntries(rows.map(([, code, status]) => [code, Number(status)]));
    expect(documented).toEqual(Object.fromEntries(REST_ERROR_CODES.map((code) => [code, ERRORS[code].status])));
  });

  it('lists every route of serverless.yml, and no other', async () => {
    const { readRoutes } = await import('../../local/api-gateway/routes.ts');
    const routes = readRoutes(await text('serverless.yml')).map(({ method, path }) => `${method} ${path}`);
    const documented = [...(await text('docs/rest-api.md')).matchAll(/^\| `((?:GET|POST) [^`]+)` \|/gm)].map(
      ([, route]) => route,
    );
    expect([...documented].sort()).toEqual([...routes].sort());
  });
});

describe('docs/sdk.md', () => {
  it('lists every error with the exception and status that SDKs get, and no other', async () => {
    const rows = [...(await text('docs/sdk.md')).matchAll(/^\| `([a-z-]+)` \| (\w+) \| (\d{3}) \|$/gm)];
    const documented = rows.map(([, code, type, status]) => [code, [type, Number(status)]]);
    expect(Object.fromEntries(documented)).toEqual(
      Object.fromEntries(Object.entries(ERRORS).map(([code, { sdk }]) => [code, sdk])),
    );
  });

  it('lists every operation that is served, and no other', async () => {
    const rows = [...(await text('docs/sdk.md')).matchAll(/^\| `([A-Z]\w+)` \|/gm)].map(([, operation]) => operation);
    expect(rows.sort()).toEqual(['CreateTrainingJob', ...Object.keys(REQUEST_SHAPES)].sort());
  });

  it('has a page for each client, whose links lead somewhere', async () => {
    const { existsSync, readdirSync } = await import('node:fs');
    const linked = [...(await text('docs/sdk.md')).matchAll(/\(clients\/([\w-]+\.md)\)/g)].map(([, page]) => page);
    expect(linked.sort()).toEqual(readdirSync('docs/clients').sort());
    for (const page of ['sdk.md', ...linked.map((page) => `clients/${page}`)]) {
      const links = [...(await text(`docs/${page}`)).matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link]) => link);
      const { dirname, join } = await import('node:path');
      expect([page, links.filter((link) => !existsSync(join('docs', dirname(page), link ?? '')))]).toEqual([page, []]);
    }
  });
});

describe('docs/local-stack.md', () => {
  /** The kinds in the table under a heading. */
  const kindsUnder = async (heading: string): Promise<readonly (string | undefined)[]> => {
    const [, section = ''] = (await text('docs/local-stack.md')).split(`### ${heading}\n`);
    const [table = ''] = section.split('\n##');
    return [...table.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, kind]) => kind);
  };

  it('lists every kind of fault of SageMaker and its operations, and no other', async () => {
    const { faultKinds } = await import('../../local/sagemaker/faults.ts');
    const { OPERATION_NAMES } = await import('../../local/sagemaker/operations.ts');
    const kinds = [...faultKinds(OPERATION_NAMES).values()].flat();
    expect(await kindsUnder('Faults of SageMaker')).toEqual([...new Set(kinds)]);
    for (const name of OPERATION_NAMES) expect(await text('docs/local-stack.md')).toContain(`\`${name}\``);
  });

  it('lists every kind of fault of DynamoDB, and no other', async () => {
    const { FAULT_KINDS } = await import('../../local/dynamodb/faults.ts');
    const kinds = new Set([...FAULT_KINDS.values()].flat());
    expect(new Set(await kindsUnder('Faults of DynamoDB'))).toEqual(kinds);
  });

  it('lists every kind of fault of Slack and its methods, and no other', async () => {
    const { faultKinds } = await import('../../local/slack/faults.ts');
    const { METHOD_NAMES } = await import('../../local/slack/web-api.ts');
    const kinds = [...faultKinds(METHOD_NAMES).values()].flat();
    expect(await kindsUnder('Faults of Slack')).toEqual([...new Set(kinds)]);
    for (const name of METHOD_NAMES) expect(await text('docs/local-stack.md')).toContain(`\`${name}\``);
  });
});

describe('docs/approvals.md and docs/slack.md', () => {
  it('show policies that load beside the sample', async () => {
    const { compileBundle } = await import('../../gateway/bundle/compile.ts');
    const { readPolicies } = await import('../../scripts/read-policies.ts');
    const [, bindings = ''] = /```yaml\n(bindings:[\s\S]*?)```/.exec(await text('docs/approvals.md')) ?? [];
    const [, quotas = ''] = /```yaml\n(quotas:[\s\S]*?)```/.exec(await text('docs/approvals.md')) ?? [];
    const [, place = ''] = /```yaml\n {3}(approvals:[\s\S]*?)```/.exec(await text('docs/slack.md')) ?? [];
    const policy = `policy: asked\ndescription: d\nowner: a@example.com\n${bindings.replace(', count: 2', '')}`;
    const sample = readPolicies('policies').filter(({ name }) => name !== 'quotas.yaml');
    expect(sample.find(({ name }) => name === 'organization.yaml')?.text).toContain(
      place.trim().split('\n')[1]?.trim(),
    );
    const files = [...sample, { name: 'asked.yaml', text: policy }, { name: 'quotas.yaml', text: quotas }];
    expect(compileBundle(files)).toMatchObject({ ok: true });
  });

  it('link to files that are there', async () => {
    const { existsSync } = await import('node:fs');
    const { join } = await import('node:path');
    for (const file of ['docs/approvals.md', 'docs/slack.md']) {
      const links = [...(await text(file)).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link]) => link ?? '');
      expect([file, links.filter((link) => !existsSync(join('docs', link)))]).toEqual([file, []]);
    }
  });

  it('go with a manifest that names the routes, the command and what is called', async () => {
    const { parse } = await import('yaml');
    const { readRoutes } = await import('../../local/api-gateway/routes.ts');
    const manifest = parse(await text('deploy/slack-manifest.yml'));
    const routes = readRoutes(await text('serverless.yml')).map(({ path }) => `https://GATEWAY${path}`);
    expect(routes).toContain(manifest.settings.interactivity.request_url);
    expect(manifest.features.slash_commands).toMatchObject([{ command: '/traingate' }]);
    expect(routes).toContain(manifest.features.slash_commands[0].url);
    // docs.slack.dev: chat.postMessage and chat.update, conversations.history and .replies, users.info with the address.
    expect(manifest.oauth_config.scopes.bot).toEqual(
      expect.arrayContaining(['chat:write', 'channels:history', 'groups:history', 'users:read', 'users:read.email']),
    );
  });
});

describe('docs/rules.md', () => {
  it('has a chapter on each rule, and on no other', async () => {
    const chapters = [...(await text('docs/rules.md')).matchAll(/^## `([^`]+)`$/gm)].map(([, id]) => id);
    expect(chapters).toEqual(RULES.map(({ id }) => id));
  });

  it('is where README.md sends for the rules', async () => {
    expect(await text('README.md')).toContain('[docs/rules.md](docs/rules.md)');
  });
});

describe('README.md', () => {
  it('names no npm script that is not there', async () => {
    const { scripts } = JSON.parse(await text('package.json'));
    const pages = [
      'approvals',
      'deploy',
      'local-stack',
      'performance',
      'policies',
      'policy-ci',
      'policy-rollout',
      'quotas',
      'rest-api',
      'rules',
      'sdk',
      'slack',
    ];
    for (const file of ['README.md', 'CONTRIBUTING.md', ...pages.map((page) => `docs/${page}.md`)]) {
      const named = [...(await text(file)).matchAll(/npm run (?:--silent )?([a-z0-9:-]+)/g)].map(
        ([, script]) => script,
      );
      expect([file, named.filter((script) => !(script !== undefined && script in scripts))]).toEqual([file, []]);
    }
  });

  it('links to files that are there', async () => {
    const links = [...(await text('README.md')).matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link]) => link ?? '');
    const { existsSync } = await import('node:fs');
    expect(links.filter((link) => !existsSync(link))).toEqual([]);
  });

  it('shows a policy that loads beside the sample', async () => {
    const { compileBundle } = await import('../../gateway/bundle/compile.ts');
    const { readPolicies } = await import('../../scripts/read-policies.ts');
    const [, policy = ''] = /```yaml\n(policy: vision-instances[\s\S]*?)```/.exec(await text('README.md')) ?? [];
    const compiled = compileBundle([...readPolicies('policies'), { name: 'vision-instances.yaml', text: policy }]);
    expect(compiled).toMatchObject({ ok: true });
  });
});

describe('docs/quotas.md', () => {
  const page = () => text('docs/quotas.md');

  it('lists every dimension and budget, and no other', async () => {
    const { CONSUMED, HELD } = await import('../../gateway/quota/dimensions/index.ts');
    const [, section = ''] = (await page()).split('### Dimensions\n');
    const [dimensions = ''] = section.split('\n### ');
    const held = [...dimensions.matchAll(/^\| `([a-z]+)(?::[^`]*)?` \| [^|]+ \|$/gm)].map(([, id]) => id);
    expect(held).toEqual(HELD.map(({ id }) => id));
    const consumed = [...dimensions.matchAll(/^\| `\w+` \| `(\w+)`[^|]*\| [^|]+ \|$/gm)].map(([, id]) => id);
    expect(consumed).toEqual(CONSUMED.map(({ id }) => id));
  });

  it('shows quotas that load in the place of the sample', async () => {
    const { compileBundle } = await import('../../gateway/bundle/compile.ts');
    const { readPolicies } = await import('../../scripts/read-policies.ts');
    const [, quotas = ''] = /```yaml\n(timeZone:[\s\S]*?)```/.exec(await page()) ?? [];
    const others = readPolicies('policies').filter(({ name }) => name !== 'quotas.yaml');
    expect(compileBundle([...others, { name: 'quotas.yaml', text: quotas }])).toMatchObject({ ok: true });
  });

  it('links to files that are there, and is linked to', async () => {
    const { existsSync } = await import('node:fs');
    const links = [...(await page()).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link]) => link ?? '');
    expect(links.filter((link) => !existsSync(`docs/${link}`))).toEqual([]);
    for (const file of ['README.md', 'docs/policies.md', 'docs/rest-api.md']) {
      expect(await text(file)).toContain('quotas.md)');
    }
  });
});

describe('docs/adr', () => {
  it('has records of one form', async () => {
    const { readdirSync } = await import('node:fs');
    for (const file of readdirSync('docs/adr')) {
      const [title, blank, status] = (await text(`docs/adr/${file}`)).split('\n');
      expect(title).toMatch(new RegExp(`^# ${file.slice(0, 4)} \\S`));
      expect([blank, status]).toEqual(['', expect.stringMatching(/^\d{4}-\d\d-\d\d, accepted$/)]);
    }
  });
});
