/** A count for people: `12,000`. */
export const numberText = (count: number): string => count.toLocaleString('en-US');
