import { join } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';

/** The deployed functions: each is handlers/<name>.ts here and a function of that name in serverless.yml. */
export const FUNCTIONS = [
  'create',
  'check',
  'read',
  'stop',
  'sdk',
  'keys',
  'health',
  'openapi',
  'observe',
  'reconcile',
] as const;

/** Those that ask which policies are in force. */
export const FUNCTIONS_WITH_POLICIES = ['create', 'check', 'read', 'stop', 'sdk', 'keys'] as const;

/** What reads the policies from S3, and where it lies beside the function that may want it. */
const S3_READER = {
  source: '../gateway/adapters/s3/function-reader.ts',
  specifier: /\/function-reader\.ts$/,
  name: 's3',
};

/**
 * Writes `outDir`/<function>/index.cjs and its source map for each function, and s3.cjs beside those with policies;
 * throws as `bundle` does.
 */
export async function bundleHandlers(handlersDir: string, outDir: string): Promise<void> {
  const functions = FUNCTIONS.map((name) => ({ in: join(handlersDir, `${name}.ts`), out: `${name}/index` }));
  const readers = FUNCTIONS_WITH_POLICIES.map((name) => ({
    in: join(handlersDir, S3_READER.source),
    out: `${name}/${S3_READER.name}`,
  }));
  await Promise.all([bundle(functions, outDir, [s3ReaderBeside]), bundle(readers, outDir)]);
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

/** Inside of index.cjs, S3's client cost every start 8 ms, used or not (docs/adr/0013). */
const s3ReaderBeside: Plugin = {
  name: 's3-reader-beside',
  setup: ({ onResolve }) =>
    onResolve({ filter: S3_READER.specifier }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: `./${S3_READER.name}.cjs`, external: true } : undefined,
    ),
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
