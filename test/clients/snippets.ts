import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/** `node test/clients/snippets.ts PAGE LANGUAGE PROGRAM …`: runs a page's blocks of one language as one program of that runner. */
const [page = '', language = '', suffix = '', ...runner] = process.argv.slice(2);
const [program = '', ...args] = runner;
const blocks = [...readFileSync(page, 'utf8').matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)];
const code = blocks.filter(([, name]) => name === language).map(([, , text]) => text);
if (code.length === 0) throw new Error(`${page} has no block of ${language}`);
// In the project's root, where its imports are found.
const file = `.snippet-${process.pid}${suffix}`;
writeFileSync(file, code.join('\n'));
const { status } = spawnSync(program, [...args, file], { stdio: 'inherit' });
rmSync(file);
process.exitCode = status ?? 1;
