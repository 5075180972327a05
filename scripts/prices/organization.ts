import { Failure } from '../../cli/terminal.ts';
import { listIn } from '../../gateway/bundle/reading.ts';
import { textIn } from '../../gateway/shared/json.ts';
import { readYaml } from './read-yaml.ts';

/** Every region of the accounts in a file. Throws a Failure where it cannot be read or has none. */
export function regionsOf(file: string): readonly string[] {
  const source = readYaml(file);
  if (source === null) throw new Failure(`\`${file}\` is not there: run this in the root of the repository`);
  const accounts = listIn(source.value, 'accounts');
  const regions = accounts.flatMap((account) => listIn(account, 'regions').map(textIn));
  if (regions.length === 0) throw new Failure(`\`${file}\` has no account with a region: add \`regions\` to one`);
  return [...new Set(regions)];
}
