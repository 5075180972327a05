/**
 * Whether `text` matches `pattern`, in which `*` stands for any run of characters and all else for itself.
 * Linear in practice and free of backtracking, so patterns from policy authors are safe.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  // Most patterns of a list fail here, and most texts that are matched are short: not split before that.
  const star = pattern.indexOf('*');
  if (star < 0) return text === pattern;
  if (!text.startsWith(pattern.slice(0, star))) return false;
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop() ?? '';
  if (text.length < first.length + last.length || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}

export const matchesAnyGlob = (patterns: readonly string[], text: string): boolean =>
  patterns.some((pattern) => matchesGlob(pattern, text));
