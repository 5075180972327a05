import { visible } from '../shared/visible.ts';

/** Characters of a value that a message shows. */
const SHOWN = 200;

/** Text from a caller as a message may show it: shortened, with nothing in it that is not seen. */
export const printable = (text: string): string => visible(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
