import { KEY_TIMES } from '../../../shared/gateway-key.ts';
import type { JsonObject } from '../../../shared/json.ts';
import type { issuedView, KeyRequest, keyView } from '../keys.ts';
import { INSTANT, listOf, objectOf, orNull, ref, TEXT, told } from './schema.ts';

const DAY_MS = 86_400_000;
const ID = ref('AccessKeyId');

const keyMembers = {
  accessKeyId: ID,
  person: told(TEXT, 'Whose requests it signs.'),
  createdAt: INSTANT,
  createdBy: told(TEXT, 'A person; `local` on one machine.'),
  expiresAt: told(INSTANT, 'When it ends.'),
  disabledAt: orNull(INSTANT, 'null: it never was.'),
  lastUsedAt: orNull(INSTANT, 'To the hour; null: never.'),
  replacedBy: orNull(ID, 'The key that took its place; null: none did.'),
};

const days: JsonObject = {
  type: 'number',
  minimum: KEY_TIMES.shortest / DAY_MS,
  maximum: KEY_TIMES.longest / DAY_MS,
};

/** Gateway keys, and what may be asked of them. */
export const KEY_SCHEMAS: Readonly<Record<string, JsonObject>> = {
  AccessKeyId: { type: 'string', pattern: '^AKGW[A-Z2-7]{16}$' },
  GatewayKey: objectOf<ReturnType<typeof keyView>>(keyMembers),
  IssuedGatewayKey: objectOf<ReturnType<typeof issuedView>>({
    ...keyMembers,
    secretAccessKey: told(TEXT, 'No other answer has it.'),
  }),
  GatewayKeyList: objectOf<{ keys: unknown }>({ keys: told(listOf(ref('GatewayKey')), 'Newest first.') }),
  GatewayKeyRequest: objectOf<Partial<KeyRequest>>(
    {
      person: orNull(TEXT, 'E-mail address of a person of organization.yaml; null: the caller.'),
      days: orNull(days, `How long it lasts; null: ${KEY_TIMES.usual / DAY_MS}.`),
    },
    ['person', 'days'],
  ),
  GatewayKeyRotation: objectOf<{ overlapHours?: number | null }>(
    {
      overlapHours: orNull(
        { type: 'number', minimum: 0 },
        `How long the old key goes on, never past its own end; null: ${KEY_TIMES.overlap / 3_600_000}.`,
      ),
    },
    ['overlapHours'],
  ),
};
