import { execFileSync } from 'node:child_process';

/** Whether there is a curl whose `--aws-sigv4` signs headers right: since 7.87. Says so where there is none. */
export function curlSigns(): boolean {
  try {
    const [, major, minor] = /^curl (\d+)\.(\d+)/.exec(execFileSync('curl', ['--version'], { encoding: 'utf8' })) ?? [];
    if (Number(major) * 100 + Number(minor) >= 787) return true;
  } catch {
    // Not installed: said below.
  }
  console.warn('skipped: curl is not installed, or older than 7.87');
  return false;
}
