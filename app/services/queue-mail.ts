import type { Unit } from '../adapters/db/unit.ts';
import { newId } from '../core/id.ts';
import type { RequestKind } from '../core/request.ts';
import type { Deps } from './deps.ts';
import { requireShopKey } from './require-key.ts';

/** What is sealed of a mail. */
export interface MailText {
  to: string;
  subject: string;
  text: string;
}

export const mailPlace = (id: string) => ({ table: 'mail', column: 'sealed', row: id });

/**
 * Writes a mail down and has it sent once this unit has committed.
 * @param input.kind whose workers send it
 */
export async function queueMail(
  deps: Pick<Deps, 'vault' | 'now' | 'random' | 'mailer'>,
  unit: Unit,
  input: { template: string; kind: RequestKind; mail: MailText; requestId?: string },
): Promise<void> {
  const { shopId } = unit;
  const { template, kind, mail, requestId = null } = input;
  const key = await requireShopKey(deps, unit, 'credential');
  const id = newId(deps.now().getTime(), deps.random);
  await unit.progress.mail.create({
    data: {
      ...{ shopId, id, requestId, template, keyId: key.id, state: 'waiting', createdAt: deps.now() },
      messageId: `<${id}@${deps.mailer.domain}>`,
      sealed: deps.vault.seal(key, mailPlace(id), Buffer.from(JSON.stringify(mail))),
    },
  });
  await unit.enqueue('send-mail', kind, [{ shopId, id }]);
}
