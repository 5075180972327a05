/** One line on the terminal that says how far something is. Nothing where no person is looking. */
export function progress(stream: NodeJS.WriteStream = process.stderr) {
  let last = 0;
  const write = (text: string) => void (stream.isTTY && stream.write(text));
  return {
    say: (text: string): void => {
      const now = Date.now();
      if (now - last < EVERY_MS) return;
      last = now;
      write(`\r\u001b[K${text}`);
    },
    end: (): void => write('\r\u001b[K'),
  };
}

/** Often enough to be seen moving. */
const EVERY_MS = 100;
