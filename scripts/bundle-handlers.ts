import { join } from 'node:path';
import { build } from 'esbuild';

/** The deployed functions: each is handlers/<name>.ts here and a function of that name in serverless.yml. */
export const FUNCTIONS = ['create', 'check', 'read', 'stop', 'health', 'openapi', 'observe', 'reconcile'] as const;

/**
 * Writes `outDir`/<function>/index.cjs and its source map for each function. CommonJS, since Node starts it faster
 * than ESM (docs/adr/0003). Throws on what esbuild warns of, too: `import.meta`, empty in CommonJS, is among it.
 */
export async function bundleHandlers(handlersDir: string, outDir: string): Promise<void> {
  const { warnings } = await build({
    entryPoints: FUNCTIONS.map((name) => ({ in: join(handlersDir, `${name}.ts`), out: `${name}/index` })),
    outdir: outDir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    // The packages' ESM is shaken, their CommonJS is not: a third of the size.
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'silent',
  });
  const lines = warnings.map(({ location, text }) => `${location?.file}:${location?.line}:${location?.column} ${text}`);
  if (lines.length > 0) throw new Error(`the handlers do not bundle:\n${lines.join('\n')}`);
}
