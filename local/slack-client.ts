import { userIdOf } from './stack-slack.ts';

export interface SlackReply {
  readonly ts: string;
  readonly text: string;
}

export interface SlackMessage extends SlackReply {
  /** Its channel's id. */
  readonly channel: string;
  readonly blocks: readonly { readonly type: string; readonly elements?: readonly { readonly action_id?: string }[] }[];
  readonly replies: readonly SlackReply[];
}

export interface SlackView {
  readonly id: string;
  readonly blocks: readonly { readonly text?: { readonly text: string } }[];
}

/** What somebody gets to see of a click, a submission or a command. */
export interface SlackAnswer {
  /** null: the gateway did not answer. */
  readonly status: number | null;
  readonly body: { readonly text?: string } | string;
  readonly milliseconds: number;
  /** The dialog that stands open then; null: none does. */
  readonly view: SlackView | null;
  /** What is wrong with what was typed, by its block. */
  readonly errors?: Readonly<Record<string, string>>;
}

/** People in the embedded Slack of a stack, whose page is at `url`: what its buttons and forms do, each signed as Slack signs. */
export function slackAt(url: string) {
  const post = async (path: string, body: object): Promise<SlackAnswer> => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return (await response.json()) as SlackAnswer;
  };
  const messages = async (): Promise<readonly SlackMessage[]> => {
    const { channels } = (await (await fetch(`${url}/messages`)).json()) as {
      readonly channels: readonly {
        readonly id: string;
        readonly messages: readonly Omit<SlackMessage, 'channel'>[];
      }[];
    };
    return channels.flatMap(({ id, messages: own }) => own.map((message) => ({ ...message, channel: id })));
  };
  const messagesOf = async (job: string) => (await messages()).filter(({ text }) => text.includes(`: ${job}. `));
  return {
    /** Messages about a job, oldest first. */
    messagesOf,
    /** `person`: by e-mail address, or by the id that Slack has. */
    click: async (person: string, job: string, action: 'approve' | 'deny' | 'details'): Promise<SlackAnswer> => {
      const [message] = await messagesOf(job);
      const place = { channel: message?.channel, ts: message?.ts, action_id: `traingate_${action}` };
      return post('/click', { user: userOf(person), ...place });
    },
    submit: (person: string, view: SlackView | null, reason?: string): Promise<SlackAnswer> => {
      const values = reason === undefined ? {} : { traingate_reason: { reason } };
      return post('/submit', { user: userOf(person), view: view?.id, values });
    },
    command: (person: string, text: string): Promise<SlackAnswer> =>
      post('/command', { user: userOf(person), command: '/traingate', text }),
  };
}

const userOf = (person: string): string => (person.includes('@') ? userIdOf(person) : person);

/** Everything that a dialog says. */
export const saidIn = ({ view }: SlackAnswer): string =>
  view?.blocks.flatMap(({ text }) => text?.text ?? []).join(' ') ?? '';
