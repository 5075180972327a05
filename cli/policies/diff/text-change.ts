/** Something that the files say otherwise, in a line. */
export interface TextChange {
  readonly text: string;
  /** `loosens`: whatever is submitted. `unclear`: it may, and only a request can show it. `none`: it is not known to. */
  readonly effect: 'loosens' | 'unclear' | 'none';
  /** What is judged otherwise where a request shows it, as `Differences.shown` names it; null: nothing can show it. */
  readonly shownBy: string | null;
}

/** How differences name what a rule of a policy says. */
export const ruleKey = (policy: string, rule: string): string => `rule ${policy} ${rule}`;

/** How differences name whatever is judged otherwise for a team. */
export const teamKey = (team: string): string => `team ${team}`;

/** How differences name that anything is judged otherwise. */
export const ANYTHING = 'anything';

/** What comes and goes, by its name. */
export const comings = (kind: string, before: readonly string[], after: readonly string[]): readonly string[] => [
  ...before.filter((id) => !after.includes(id)).map((id) => `${kind} \`${id}\` is removed`),
  ...after.filter((id) => !before.includes(id)).map((id) => `${kind} \`${id}\` is added`),
];
