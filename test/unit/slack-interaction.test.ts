import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { answerOf } from '../../gateway/adapters/slack/answer.ts';
import { commandIn, interactionIn } from '../../gateway/adapters/slack/interaction.ts';
import type { Interaction } from '../../gateway/approvals/interaction.ts';
import { viewProblems } from '../../local/slack/limits.ts';

const PLACE = { workspace: 'T0EXAMPLE1', app: 'A0EXAMPLE1', channel: 'C0EXAMPLE1' };
const ID = '00000000-0000-4000-8000-000000000001';

const form = (payload: unknown): Buffer =>
  Buffer.from(new URLSearchParams({ payload: JSON.stringify(payload) }).toString());

const payload = (parts: object = {}) => ({
  api_app_id: PLACE.app,
  team: { id: PLACE.workspace },
  user: { id: 'U1', team_id: PLACE.workspace },
  type: 'block_actions',
  trigger_id: 'trigger',
  actions: [{ action_id: 'traingate_approve', value: `${ID}.2` }],
  ...parts,
});

const submission = (view: object) =>
  payload({
    type: 'view_submission',
    view: {
      callback_id: 'traingate_deny',
      private_metadata: `${ID}.1`,
      state: { values: { traingate_reason: { reason: { value: 'no' } } } },
      ...view,
    },
  });

describe('what Slack sends', () => {
  it.each<[string, object, object | null]>([
    [
      'a click',
      payload(),
      { kind: 'click', user: 'U1', wish: 'approve', trigger: 'trigger', admissionId: ID, round: 2 },
    ],
    ['a denial', submission({}), { kind: 'submit', user: 'U1', wish: 'deny', reason: 'no', admissionId: ID, round: 1 }],
    [
      'an approval, which has no reason',
      submission({ callback_id: 'traingate_approve', state: {} }),
      { kind: 'submit', user: 'U1', wish: 'approve', reason: '', admissionId: ID, round: 1 },
    ],
    ['a click on somebody else’s button', payload({ actions: [{ action_id: 'other', value: 'x' }] }), null],
    ['a dialog of somebody else’s', submission({ callback_id: 'other' }), null],
    ['a dialog that was closed', payload({ type: 'view_closed' }), null],
    ['a click without an action', payload({ actions: [] }), null],
  ])('is read: %s', (_name, sent, expected) => {
    expect(interactionIn(form(sent), PLACE)).toEqual({ ok: true, value: expected });
  });

  it.each<[string, unknown]>([
    ['of another app', payload({ api_app_id: 'A0OTHER' })],
    ['of another workspace', payload({ team: { id: 'T0OTHER' } })],
    ['of no workspace', payload({ team: null })],
    ['of a user of another workspace', payload({ user: { id: 'U1', team_id: 'T0OTHER' } })],
    ['with a button that holds something else', payload({ actions: [{ action_id: 'traingate_deny', value: 'finn' }] })],
    ['with a round that is none', payload({ actions: [{ action_id: 'traingate_deny', value: `${ID}.0` }] })],
    ['with a dialog that holds something else', submission({ private_metadata: '{}' })],
    ['that is a text', 'payload'],
    ['that is nothing', null],
  ])('is refused: %s', (_name, sent) => {
    expect(interactionIn(form(sent), PLACE).ok).toBe(false);
  });

  it('is a command, with its text as it was typed', () => {
    const sent = { api_app_id: PLACE.app, team_id: PLACE.workspace, user_id: 'U1', text: 'status a&b=c' };
    const body = Buffer.from(new URLSearchParams(sent).toString());
    expect(commandIn(body, PLACE)).toEqual({ ok: true, value: { kind: 'command', user: 'U1', text: 'status a&b=c' } });
  });

  it('never throws, whatever it is', () => {
    const anything = fc.oneof(
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.jsonValue().map(form),
      fc
        .record({ type: fc.constantFrom('block_actions', 'view_submission') })
        .chain((parts) =>
          fc
            .record({ actions: fc.jsonValue(), view: fc.jsonValue(), user: fc.jsonValue(), team: fc.jsonValue() })
            .map((more) => form(payload({ ...parts, ...more, team: { id: PLACE.workspace } }))),
        ),
    );
    fc.assert(
      fc.property(anything, (body) => {
        interactionIn(body, PLACE);
        commandIn(body, PLACE);
      }),
      { numRuns: 500 },
    );
  });
});

describe('what Slack is answered', () => {
  const submitted: Interaction = { kind: 'submit', user: 'U1', wish: 'deny', reason: '', admissionId: ID, round: 1 };
  const clicked: Interaction = { kind: 'click', user: 'U1', wish: 'deny', trigger: 't', admissionId: ID, round: 1 };
  const command: Interaction = { kind: 'command', user: 'U1', text: 'mine' };

  it('is nothing to a click and to a vote that counts', () => {
    expect(answerOf(clicked, { kind: 'nothing' })).toBeNull();
    expect(answerOf(submitted, { kind: 'nothing' })).toBeNull();
    expect(answerOf(null, { kind: 'nothing' })).toBeNull();
  });

  it('is what to mend, beside the field', () => {
    const answer = answerOf(submitted, { kind: 'flaw', text: 'say why' });
    expect(answer).toEqual({ response_action: 'errors', errors: { traingate_reason: 'say why' } });
  });

  it('is why not, in the place of the dialog', () => {
    const answer = answerOf(submitted, { kind: 'told', text: 'it is decided' }) as { readonly view: unknown };
    expect(answer).toMatchObject({ response_action: 'update' });
    expect(viewProblems(JSON.parse(JSON.stringify(answer.view)))).toEqual([]);
  });

  it('is for whoever asked alone, and mentions nobody', () => {
    const lines = [
      { subject: 'a', text: '<!here> & ' },
      { subject: '', text: 'b' },
    ];
    expect(answerOf(command, { kind: 'listed', lines })).toEqual({
      response_type: 'ephemeral',
      mrkdwn: false,
      text: 'a: &lt;!here&gt; &amp; \nb',
    });
    expect(answerOf(command, { kind: 'told', text: '<no>' })).toMatchObject({ text: '&lt;no&gt;' });
  });
});
