import { glob, readFile } from 'node:fs/promises';
import { posix, resolve } from 'node:path';
import { CODE_RULES, FILE_RULES, PACKAGE_RULES, type PlaceRule, type ResolvedImport } from './import-rules.ts';
import { codeOf, type Import, importsOf, lineAt } from './source-text.ts';

/** One breach of a rule of architecture. */
export interface Violation {
  /** From the root, with `/`. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly rule: string;
  /** What was seen and what is allowed. */
  readonly message: string;
}

interface Source {
  readonly file: string;
  readonly code: string;
  readonly imports: readonly ResolvedImport[];
}

/** The code of the project. */
const FOLDERS = ['gateway', 'handlers', 'local', 'cli', 'scripts', 'test', 'bench'];

/** Every breach in the tree under `root`, by file and line. */
export async function checkImports(root: string): Promise<readonly Violation[]> {
  const sources = await readSources(root);
  const found = [...sources.flatMap(fileViolations), ...cycles(sources)];
  return found.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
}

async function readSources(root: string): Promise<readonly Source[]> {
  const pattern = `{${FOLDERS.join(',')}}/**/*.{ts,js,mjs,cjs}`;
  const files: string[] = [];
  for await (const path of glob(pattern, { cwd: root })) files.push(path.replaceAll('\\', '/'));
  return Promise.all(files.sort().map((file) => readSource(root, file)));
}

async function readSource(root: string, file: string): Promise<Source> {
  const text = await readFile(resolve(root, file), 'utf8');
  const code = codeOf(text);
  return { file, code, imports: importsOf(text, code).map((found) => resolveImport(file, found)) };
}

function resolveImport(file: string, found: Import): ResolvedImport {
  const relative = found.specifier.startsWith('.');
  const target = relative ? posix.join(posix.dirname(file), found.specifier) : found.specifier;
  return { ...found, target, relative };
}

function fileViolations(source: Source): readonly Violation[] {
  const { file, imports } = source;
  const files = FILE_RULES.filter(({ about }) => about(file))
    .slice(0, 1)
    .flatMap((rule) =>
      imports.filter((found) => found.relative && !rule.allows(found, file)).map(violation(file, rule)),
    );
  const packages = PACKAGE_RULES.filter((rule) => !rule.in(file)).flatMap((rule) =>
    imports.filter(({ relative, specifier }) => !relative && rule.is.test(specifier)).map(violation(file, rule)),
  );
  const code = CODE_RULES.filter((rule) => !rule.in(file)).flatMap((rule) => codeViolations(source, rule));
  return [...files, ...packages, ...code];
}

const codeViolations = ({ file, code }: Source, rule: PlaceRule): readonly Violation[] =>
  [...code.matchAll(rule.is)].map(({ 0: text, index }) => {
    return violation(file, rule)({ specifier: text, line: lineAt(code, index) });
  });

const violation =
  (file: string, { name, allowed }: { readonly name: string; readonly allowed: string }) =>
  ({ specifier, line }: Pick<Import, 'specifier' | 'line'>): Violation => ({
    file,
    line,
    rule: name,
    message: `\`${specifier}\` is not allowed here: ${allowed}`,
  });

/** One violation for each import that closes a circle; importing types counts, for whoever reads meets it too. */
function cycles(sources: readonly Source[]): readonly Violation[] {
  const byFile = new Map(sources.map((source) => [source.file, source]));
  const found: Violation[] = [];
  const done = new Set<string>();
  const visit = (source: Source, path: readonly string[]) => {
    for (const { target, line } of source.imports) {
      const next = byFile.get(target);
      const start = path.indexOf(target);
      if (start >= 0) found.push(cycle(source.file, line, [...path.slice(start), target]));
      else if (next && !done.has(target)) visit(next, [...path, target]);
    }
    done.add(source.file);
  };
  for (const source of sources) if (!done.has(source.file)) visit(source, [source.file]);
  return found;
}

const cycle = (file: string, line: number, path: readonly string[]): Violation => ({
  file,
  line,
  rule: 'no-cycles',
  message: `\`${path.join('` imports `')}\`: files that import each other in a circle are one file; move what they share`,
});

if (import.meta.main) {
  const violations = await checkImports(resolve(import.meta.dirname, '..'));
  for (const { file, line, rule, message } of violations) console.error(`${file}:${line} ${rule}: ${message}`);
  if (violations.length > 0) process.exitCode = 1;
}
