#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

// Most of a short command's time goes into reading its own code.
enableCompileCache();
// What reads less than everything, such as `head`, has had enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
const { run } = await import('./run.ts');
process.exitCode = await run(process.argv.slice(2));
