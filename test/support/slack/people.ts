import { userIdOf } from '../../../local/stack-slack.ts';

interface SlackReply {
  readonly ts: string;
  readonly text: string;
}

interface SlackMessage extends SlackReply {
  readonly blocks: readonly { readonly type: string; readonly elements?: readonly { readonly action_id?: string }[] }[];
  readonly edited: unknown;
  readonly replies: readonly SlackReply[];
}

/** What somebody gets to see of a click, a submission or a command. */
export interface SlackAnswer {
  readonly status: number | null;
  readonly body: { readonly text?: string } | string;
  readonly milliseconds: number;
  readonly view: { readonly id: string; readonly blocks: unknown } | null;
  readonly errors?: Readonly<Record<string, string>>;
}

/** People in the embedded Slack of a stack, by its page at `url`. */
export function slackPeople(url: string) {
  const post = async (path: string, body: object): Promise<SlackAnswer> => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return (await response.json()) as SlackAnswer;
  };
  const messages = async (): Promise<readonly SlackMessage[]> => {
    const { channels } = (await (await fetch(`${url}/messages`)).json()) as {
      readonly channels: readonly { readonly messages: readonly SlackMessage[] }[];
    };
    return channels.flatMap((channel) => channel.messages);
  };
  const messagesOf = async (job: string) => (await messages()).filter(({ text }) => text.includes(`: ${job}. `));
  const userOf = (person: string): string => (person.includes('@') ? userIdOf(person) : person);
  return {
    messagesOf,
    /** Clicks a button of a job's message. */
    click: async (person: string, job: string, action: 'approve' | 'deny' | 'details'): Promise<SlackAnswer> => {
      const [message] = await messagesOf(job);
      const place = { channel: 'C0EXAMPLE1', ts: message?.ts, action_id: `traingate_${action}` };
      return post('/click', { user: userOf(person), ...place });
    },
    submit: (person: string, view: SlackAnswer['view'], reason?: string): Promise<SlackAnswer> => {
      const values = reason === undefined ? {} : { traingate_reason: { reason } };
      return post('/submit', { user: userOf(person), view: view?.id, values });
    },
    command: (person: string, text: string): Promise<SlackAnswer> =>
      post('/command', { user: userOf(person), command: '/traingate', text }),
  };
}

/** Everything that a view says. */
export const saidIn = (answer: SlackAnswer): string => JSON.stringify(answer.view?.blocks ?? null);
