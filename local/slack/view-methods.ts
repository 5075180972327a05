import { isJsonObject, type JsonObject } from '../sagemaker/json.ts';
import { type ApiAnswer, failed, type Method, refusalOf, succeeded } from './api-answer.ts';
import { viewProblems } from './limits.ts';
import { textIn, valueIn } from './request.ts';
import type { OpenView } from './views.ts';
import type { Workspace } from './workspace.ts';

/** The methods that show modals. docs.slack.dev, views.open and views.update (2026). */
export const VIEW_METHODS: Readonly<Record<string, Method>> = { 'views.open': open, 'views.update': update };

/** The view is looked at first, so that a wrong one does not use the trigger up. */
function open(fields: JsonObject, { views, triggers }: Workspace): ApiAnswer {
  const read = readView(fields);
  if ('answer' in read) return read.answer;
  const trigger = textIn(fields, 'trigger_id');
  const exchanged = triggers.exchange(trigger);
  if (!exchanged.ok) return failed(exchanged.error);
  return succeeded({ view: views.open(exchanged.user, trigger, read.view).view });
}

function update(fields: JsonObject, { views }: Workspace): ApiAnswer {
  const read = readView(fields);
  if ('answer' in read) return read.answer;
  const found = views.all().find(isMeant(fields));
  if (!found) return failed('not_found');
  const hash = textIn(fields, 'hash');
  if (hash !== '' && hash !== found.view.hash) return failed('hash_conflict');
  return succeeded({ view: views.replace(found.view.id, read.view)?.view });
}

const isMeant = (fields: JsonObject) => {
  const [id, external] = [textIn(fields, 'view_id'), textIn(fields, 'external_id')];
  return ({ view }: OpenView): boolean =>
    id === '' ? external !== '' && view.external_id === external : view.id === id;
};

function readView(fields: JsonObject): { readonly view: JsonObject } | { readonly answer: ApiAnswer } {
  const read = valueIn(fields, 'view');
  if (!read.ok || !isJsonObject(read.value)) return { answer: failed('invalid_arguments') };
  const answer = refusalOf(viewProblems(read.value));
  return answer ? { answer } : { view: read.value };
}
