import type { Dimension } from '../shared/amount.ts';

/** What of an amount too small to show becomes: a need is rounded up and a limit down, so that sums never seem to fit. */
type Rounding = 'up' | 'down';

/** An amount as people read it: `$12.34`, `1.5 GPU-hours`, `8 gpus`. */
export function amountText(dimension: Dimension, amount: number, rounding: Rounding): string {
  switch (dimension) {
    case 'usdMicros':
      return `$${rounded(amount / 10_000, rounding, 100).toFixed(2)}`;
    case 'gpuSeconds':
      return `${hoursOf(amount, rounding)} GPU-hours`;
    case 'instanceSeconds':
      return `${hoursOf(amount, rounding)} instance-hours`;
    default:
      return `${amount} \`${dimension}\``;
  }
}

const hoursOf = (seconds: number, rounding: Rounding): number => rounded(seconds / 36, rounding, 100);

const rounded = (hundredths: number, rounding: Rounding, scale: number): number =>
  (rounding === 'up' ? Math.ceil(hundredths) : Math.floor(hundredths)) / scale;
