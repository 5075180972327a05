/** How a name that is not known is told; with the rules, which say so of their params, too. */
export { notAmong } from '../rules/rule.ts';
