import type { FunctionSlack, SlackAccess } from './function-slack.ts';

/**
 * Slack as a function reaches it. Its client is loaded by the first use, from a file of its own (scripts/bundle-handlers.ts):
 * a function of an organisation without Slack neither reads nor parses it.
 */
export function lazySlack(access: SlackAccess): () => Promise<FunctionSlack> {
  let made: Promise<FunctionSlack> | undefined;
  return () => {
    made ??= import('./function-slack.ts').then(({ functionSlack }) => functionSlack(access));
    return made;
  };
}
