/** What a kind of secret looks like wherever it stands. Every pattern is bounded or begins once, so it is linear. */
interface Shape {
  readonly name: string;
  readonly pattern: RegExp;
}

const START = '(?<![A-Za-z0-9])';
const token = (name: string, pattern: string): Shape => ({ name, pattern: new RegExp(START + pattern) });

/** As those who issue them document them, and as secret scanners know them (2026-11). The first that fits names it. */
export const SHAPES: readonly Shape[] = [
  token('AWS access key id', '(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])'),
  {
    name: 'AWS secret access key',
    pattern: /secret_?access_?key[^A-Za-z0-9/+]{1,8}[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/i,
  },
  { name: 'private key', pattern: /-----BEGIN [A-Z ]{0,24}PRIVATE KEY/ },
  token('GitHub token', '(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22})'),
  token('GitLab token', 'glpat-[A-Za-z0-9_-]{20}'),
  token('Slack token', String.raw`(?:xox[a-z]|xapp-\d)-[A-Za-z0-9-]{10}`),
  { name: 'Slack webhook', pattern: /hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9_/]{20}/ },
  token('Stripe key', '[sr]k_live_[A-Za-z0-9]{16}'),
  token('Google API key', 'AIza[A-Za-z0-9_-]{35}'),
  token('Anthropic key', 'sk-ant-[A-Za-z0-9_-]{20}'),
  token('OpenAI key', 'sk-(?:(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{20}|[A-Za-z0-9]{32})'),
  token('Hugging Face token', 'hf_[A-Za-z0-9]{30}'),
  token('npm token', 'npm_[A-Za-z0-9]{36}'),
  token('PyPI token', 'pypi-[A-Za-z0-9_-]{50}'),
  token('SendGrid key', String.raw`SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}`),
  token('Twilio key', 'SK[0-9a-f]{32}(?![A-Za-z0-9])'),
  token('Databricks token', 'dapi[0-9a-f]{32}'),
  {
    name: 'JSON Web Token',
    pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10}/,
  },
  {
    name: 'URL with a password',
    pattern: /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@"'<>{}$]{0,128}:[^\s/@"'<>{}$]{1,256}@/i,
  },
  { name: 'Azure account key', pattern: /(?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{43}/ },
  { name: 'presigned URL', pattern: /X-Amz-Signature=[0-9a-f]{64}/i },
];

/** What every shape has in it, so that a text without it is passed over at the cost of one search. */
const TRACE =
  /AKIA|ASIA|secret_?access|-----BEGIN|gh[pousr]_|github_pat|glpat-|xox[a-z]-|xapp-|hooks\.slack|k_live_|AIza|sk-|hf_|npm_|pypi-|SG\.|SK[0-9a-f]{32}|dapi|eyJ|:\/\/[^\s/]*@|AccountKey=|AccessKey=|X-Amz-S/i;

/** The kind of secret that a text has in it; undefined: none that has a shape. */
export const shapeIn = (text: string): string | undefined =>
  TRACE.test(text) ? SHAPES.find(({ pattern }) => pattern.test(text))?.name : undefined;
