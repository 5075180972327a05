/** What keeps an expression from being used, for the author of the policy. */
export class Unusable extends Error {
  /** Where in the text, from 0. */
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}
