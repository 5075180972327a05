/** Whether a JSON number means the same after a double has held it: `0.10` and `1e3` do, `9007199254740993` not. */
export const isLossless = (number: string): boolean => normalForm(number) === normalForm(String(Number(number)));

/** Sign, digits without outer zeros, and the power of ten of the last digit. Other text (`Infinity`): itself. */
function normalForm(number: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number);
  if (!match) return number;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const digits = whole + fraction;
  const end = endWithoutZeros(digits);
  if (end === 0) return '0';
  const power = Number(exponent) - fraction.length + digits.length - end;
  return `${sign}${digits.slice(0, end).replace(/^0+/, '')}e${power}`;
}

/** A loop: a regular expression for trailing zeros takes quadratic time on `1000…0001`. */
function endWithoutZeros(digits: string): number {
  let end = digits.length;
  while (digits[end - 1] === '0') end--;
  return end;
}
