import type { JsonObject } from '../sagemaker/json.ts';
import { type Problem, problemText } from './limits.ts';
import type { Workspace } from './workspace.ts';

/** What a method of the Web API answers, always with HTTP 200: `ok`, and `error` where that is false. */
export type ApiAnswer = JsonObject & { readonly ok: boolean };

/** A method of the Web API, with its arguments by name. */
export type Method = (fields: JsonObject, workspace: Workspace) => ApiAnswer;

export const succeeded = (facts: JsonObject): ApiAnswer => ({ ok: true, ...facts });
export const failed = (error: string): ApiAnswer => ({ ok: false, error });

/** The refusal for the first of the problems, with where it is; null: there are none. */
export function refusalOf(problems: readonly Problem[]): ApiAnswer | null {
  const [first] = problems;
  if (!first) return null;
  const messages = problems.filter(({ error }) => error === first.error).map(problemText);
  return { ...failed(first.error), response_metadata: { messages } };
}
