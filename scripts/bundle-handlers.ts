import { join } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';

/** The deployed functions: each is handlers/<name>.ts here and a function of that name in serverless.yml. */
export const FUNCTIONS = [
  'create',
  'check',
  'read',
  'stop',
  'approvals',
  'slack',
  'sdk',
  'keys',
  'health',
  'openapi',
  'observe',
  'resume',
  'reconcile',
] as const;

const WITHOUT_POLICIES: readonly string[] = ['health', 'openapi', 'observe'];

/** Those that ask which policies are in force. */
export const FUNCTIONS_WITH_POLICIES: readonly string[] = FUNCTIONS.filter((name) => !WITHOUT_POLICIES.includes(name));

/** What lies beside the functions with policies, for those that want it: in index.cjs it would cost every start 8 ms. */
const BESIDE = [
  {
    name: 's3',
    source: '../gateway/adapters/s3/function-reader.ts',
    specifier: /\/function-reader\.ts$/,
    of: FUNCTIONS_WITH_POLICIES,
  },
  {
    name: 'slack',
    source: '../gateway/adapters/slack/function-slack.ts',
    specifier: /\/function-slack\.ts$/,
    of: ['slack', 'resume', 'reconcile'],
  },
  {
    name: 'cel',
    source: '../gateway/rules/expression/cel-engine.ts',
    specifier: /\/cel-engine\.ts$/,
    of: FUNCTIONS_WITH_POLICIES,
  },
];

/** Names of the files beside index.cjs of a function. */
export const filesBeside = (functionName: string): readonly string[] =>
  BESIDE.filter(({ of }) => of.includes(functionName)).map(({ name }) => `${name}.cjs`);

/**
 * Writes `outDir`/<function>/index.cjs and its source map for each function, and what lies beside it;
 * throws as `bundle` does.
 */
export async function bundleHandlers(handlersDir: string, outDir: string): Promise<void> {
  const functions = FUNCTIONS.map((name) => ({ in: join(handlersDir, `${name}.ts`), out: `${name}/index` }));
  const beside = BESIDE.flatMap(({ name, source, of }) =>
    of.map((each) => ({ in: join(handlersDir, source), out: `${each}/${name}` })),
  );
  await Promise.all([bundle(functions, outDir, [leftBeside]), bundle(beside, outDir)]);
}

/**
 * Bundles each file into `outDir`/<out>.cjs for Lambda. CommonJS, since Node starts it faster than ESM
 * (docs/adr/0003). Throws on what esbuild warns of, too: `import.meta`, empty in CommonJS, is among it.
 */
export async function bundle(
  entryPoints: { in: string; out: string }[],
  outDir: string,
  plugins: Plugin[] = [],
): Promise<void> {
  const { warnings } = await build({ ...OPTIONS, entryPoints, outdir: outDir, plugins });
  const lines = warnings.map(({ location, text }) => `${location?.file}:${location?.line}:${location?.column} ${text}`);
  if (lines.length > 0) throw new Error(`the handlers do not bundle:\n${lines.join('\n')}`);
}

const leftBeside: Plugin = {
  name: 'files-beside',
  setup: ({ onResolve }) => {
    for (const { name, specifier } of BESIDE) {
      onResolve({ filter: specifier }, ({ kind }) =>
        kind === 'dynamic-import' ? { path: `./${name}.cjs`, external: true } : undefined,
      );
    }
  },
};

const OPTIONS: BuildOptions = {
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  // `import()` becomes `require`, which does not start Node's ESM loader.
  supported: { 'dynamic-import': false },
  // The packages' ESM is shaken, their CommonJS is not: a third of the size.
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  sourcemap: 'linked',
  sourcesContent: false,
  logLevel: 'silent',
};
