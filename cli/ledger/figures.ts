/** Millionths of a USD as USD with six decimals: exactly. */
export function usdText(micros: number): string {
  const amount = Math.abs(micros);
  const [whole, rest] = [Math.floor(amount / MICROS), amount % MICROS];
  return `${micros < 0 ? '-' : ''}${whole}.${String(rest).padStart(6, '0')}`;
}

/** Seconds as hours with four decimals, the last rounded, half up: to 0.18 seconds. */
export function hoursText(seconds: number): string {
  const tenThousandths = (BigInt(seconds) * 10_000n + 1_800n) / 3_600n;
  return `${tenThousandths / 10_000n}.${String(tenThousandths % 10_000n).padStart(4, '0')}`;
}

const MICROS = 1_000_000;
