import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { APPROVAL_GUARDS } from './approvals/guards.ts';
import { ADMISSION_GUARDS } from './guards.ts';

/**
 * Preloaded (`node --import`) with TRAINGATE_BREAK=<guard>: the sources are loaded with that one guard taken out, so
 * the simulation can show that it would notice.
 */
const guard = [...ADMISSION_GUARDS, ...APPROVAL_GUARDS].find(({ name }) => name === process.env.TRAINGATE_BREAK);
if (guard?.edit) {
  const { file, find, replace } = guard.edit;
  registerHooks({
    load(url, context, nextLoad) {
      if (!url.startsWith('file:') || !fileURLToPath(url).endsWith(`/${file}`)) return nextLoad(url, context);
      const source = readFileSync(fileURLToPath(url), 'utf8');
      if (source.split(find).length !== 2) throw new Error(`the guard is not to be found once in ${file}: ${find}`);
      return { format: 'module-typescript', source: source.replace(find, () => replace), shortCircuit: true };
    },
  });
}
