import { join } from 'node:path';
import { bundle } from '../scripts/bundle-handlers.ts';

/** Bundles bare-handler.ts into the folder as the deployed functions are bundled; where it then is. */
export async function buildBareHandler(folder: string): Promise<string> {
  await bundle([{ in: join(import.meta.dirname, 'bare-handler.ts'), out: 'bare/index' }], folder);
  return join(folder, 'bare/index.cjs');
}
