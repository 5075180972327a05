/** The words of a name: `dbPassword`, `DB_PASSWORD` and `db-password` are "db", "password". */
export const wordsOf = (name: string): readonly string[] =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => (/^sha\d+$/.test(word) ? word : word.replace(/\d+$/, '')))
    .filter((word) => word !== '');

/** A search for what every name that promises a secret has in it. */
const TRACE = /pass|pwd|secret|token|key|cred/i;

/**
 * Whether a name promises a secret, by what it ends in: `DB_PASSWORD` does, `DB_PASSWORD_SECRET_NAME` and `max_tokens` do
 * not, nor do the tokens of language models, such as `pad_token`.
 */
export function promisesSecret(name: string): boolean {
  if (!TRACE.test(name)) return false;
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  const before = words.at(-2) ?? '';
  if (last === 'key') return SECRET_KEYS.has(before);
  if (last === 'token') return !MODEL_TOKENS.has(before);
  return last === 'pass' || SECRET_NOUN.test(last);
}

const SECRET_NOUN =
  /(?:password|passwd|passphrase|pwd|secret|credentials?|apikey|secretkey|accesskey|privatekey|authtoken|accesstoken)$/;
const SECRET_KEYS = new Set(['api', 'access', 'secret', 'private', 'auth', 'account', 'signing']);

/** What tokens of texts are called. */
const MODEL_TOKENS = new Set([
  ...['pad', 'eos', 'bos', 'unk', 'sep', 'cls', 'mask', 'image', 'video', 'audio', 'special', 'extra', 'additional'],
  ...['start', 'stop', 'end', 'begin', 'first', 'last', 'next', 'separator', 'delimiter', 'boundary', 'control'],
  ...['placeholder', 'initializer', 'instance', 'class', 'trigger', 'prompt', 'speaker', 'think', 'max', 'min', 'per'],
]);

/** Whether a name says that its value is a checksum or an id, which looks random and is no secret. */
export const promisesChecksum = (name: string): boolean =>
  wordsOf(name).some((word) => CHECKSUMS.has(word) || /^sha\d*$/.test(word));
const CHECKSUMS = new Set(['commit', 'digest', 'hash', 'revision', 'etag', 'checksum', 'md', 'uuid', 'guid']);

/** Whether a value is written out, and no more than a reference to where it is, a number, or a mask. */
export function isLiteral(value: string): boolean {
  const text = unquoted(value);
  return text.length >= SHORTEST && !REFERENCES.some((form) => form.test(text)) && Number.isNaN(Number(text));
}

/** Shorter ones guard nothing. */
export const SHORTEST = 8;

/** Each as a whole: a password may begin like any of them. */
const REFERENCES = [
  // A URI, an ARN, a path.
  /^[a-z][a-z0-9+.-]{1,20}:\/\/[\w.~:/?#@%&=+,{}$-]*$/,
  /^arn:aws[a-z-]*:/,
  /^(?:\/[\w.-]+|~|\.|\.\.)\/[\w./-]*$/,
  // A variable, a command, which may have been cut at a space, a dynamic reference, a placeholder.
  /^\$(?:\w+|\{[^{}]*\}|\([^()]*\)?)$/,
  /^\$?\{\{[^{}]*\}\}$/,
  /^(?:<[\w |/.:-]*>|%\([^()]*\)s?)$/,
  // A row of asterisks.
  /^[*xX.]+$/,
];

/** SageMaker's SDK writes hyperparameters as JSON, so texts may stand in quotes. */
export const unquoted = (value: string): string => value.replace(/^"(.*)"$/, '$1').trim();

/** Whether a text gives a value to a name that promises a secret: `--db-password=…`, `"token": "…"`. */
export function assignsSecret(text: string): boolean {
  if (!ASSIGNED_TRACE.test(text)) return false;
  for (const [, name = '', value = ''] of text.matchAll(ASSIGNED)) {
    if (promisesSecret(name) && isLiteral(value)) return true;
  }
  return false;
}

const GIVES = String.raw`(?:=|\\?["']\s{0,4}:\s{0,4}(?=\\?["']))`;
const ASSIGNED_TRACE = new RegExp(
  String.raw`(?:pass|word|passwd|phrase|pwd|secret|token|key|credentials?)\d*${GIVES}`,
  'i',
);
const ASSIGNED = new RegExp(
  String.raw`(?<![\w.-])-{0,2}([A-Za-z][\w.-]{0,127})${GIVES}\\?["']?([^\s"'\\&;,]{8,})`,
  'g',
);
