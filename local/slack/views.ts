import { randomBytes } from 'node:crypto';
import { type JsonObject, objectsIn } from '../sagemaker/json.ts';
import { withIds } from './block-ids.ts';

/** What was typed or chosen, by block_id and action_id: a text, or the value of an option. */
export type Values = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A view as a person has it before them. */
export interface OpenView {
  readonly user: string;
  /** The trigger that opened it. */
  readonly trigger: string;
  /** As Slack tells apps of it, without state. */
  readonly view: JsonObject & { readonly id: string; readonly hash: string };
  readonly typed: Values;
  /** What the app found wrong, by block_id. */
  readonly errors: Readonly<Record<string, string>>;
}

/**
 * One view a person: what is opened next takes the place of the one before. Views do not outlive the process. What
 * changes a view does nothing where it is no longer open, such as when the app opened another one meanwhile.
 */
export interface Views {
  open(user: string, trigger: string, definition: JsonObject): OpenView;
  /** Shows other content in the view and returns it; what was typed stays where the inputs have the same ids. */
  replace(id: string, definition: JsonObject): OpenView | null;
  /** Notes what was typed, or what the app found wrong with it. */
  note(id: string, changes: Partial<Pick<OpenView, 'typed' | 'errors'>>): void;
  close(id: string): void;
  all(): readonly OpenView[];
}

/** Whose views they are. */
interface Installation {
  readonly workspace: string;
  readonly app: string;
  readonly bot: string;
}

/** `now`: epoch milliseconds. */
export function createViews(installation: Installation, now: () => number): Views {
  const views = new Map<string, OpenView>();
  const keep = (open: OpenView): OpenView => {
    views.set(open.user, open);
    return open;
  };
  const change = (id: string, changes: Partial<OpenView>): OpenView | null => {
    const open = [...views.values()].find(({ view }) => view.id === id);
    return open ? keep({ ...open, ...changes }) : null;
  };
  const viewOf = (id: string, definition: JsonObject) => {
    const hash = `${Math.floor(now() / 1000)}.${randomBytes(4).toString('hex')}`;
    return { ...fullView(id, definition, installation), id, hash };
  };
  return {
    open: (user, trigger, definition) => {
      const id = `V${randomBytes(5).toString('hex').toUpperCase()}`;
      return keep({ user, trigger, view: viewOf(id, definition), typed: {}, errors: {} });
    },
    replace: (id, definition) => change(id, { view: viewOf(id, definition), errors: {} }),
    note: change,
    close: (id) => {
      for (const [user, { view }] of views) if (view.id === id) views.delete(user);
    },
    all: () => [...views.values()],
  };
}

/** docs.slack.dev, views.open (2026): what is absent in a definition has these values. */
const fullView = (id: string, definition: JsonObject, { workspace, app, bot }: Installation): JsonObject => ({
  team_id: workspace,
  submit: null,
  close: null,
  private_metadata: '',
  callback_id: '',
  external_id: '',
  clear_on_close: false,
  notify_on_close: false,
  submit_disabled: false,
  state: { values: {} },
  ...definition,
  blocks: withIds(objectsIn(definition.blocks)),
  previous_view_id: null,
  root_view_id: id,
  app_id: app,
  app_installed_team_id: workspace,
  bot_id: bot,
});
