import type { AuditEvent } from '../core/audit.ts';
import { Failure } from '../core/failure.ts';
import type { JobData } from '../core/job.ts';
import type { Deps } from './deps.ts';
import { type MailText, mailPlace } from './queue-mail.ts';
import { requireShopKey } from './require-key.ts';
import { SYSTEM } from './step-reading.ts';

type SendDeps = Pick<Deps, 'unit' | 'vault' | 'now' | 'mailer'>;

/** The mail, marked as one that may have left from here on; null when there is nothing (more) to send. */
async function begin(deps: SendDeps, { shopId, id }: JobData) {
  return deps.unit(shopId, async (unit) => {
    const { count } = await unit.progress.mail.updateMany({
      where: { shopId, id, state: { in: ['waiting', 'sending'] } },
      data: { state: 'sending', attempts: { increment: 1 } },
    });
    if (count === 0) return null;
    const mail = await unit.read.mail.findUniqueOrThrow({ where: { shopId_id: { shopId, id } } });
    const key = await requireShopKey(deps, unit, 'credential');
    const text = JSON.parse(deps.vault.open(key, mailPlace(id), mail.sealed).toString('utf8')) as MailText;
    return { ...mail, mail: text };
  });
}
type Begun = NonNullable<Awaited<ReturnType<typeof begin>>>;

/** The entry of what became of it, at its request where it has one. */
const entryOf = (
  type: 'mail.sent' | 'mail.failed',
  { id, template, attempts, requestId }: Pick<Begun, 'id' | 'template' | 'attempts' | 'requestId'>,
  reason?: string,
): AuditEvent => ({
  ...{ type, actor: SYSTEM, data: { mail: id, template, attempts, ...(reason !== undefined && { reason }) } },
  ...(requestId !== null && { requestId }),
});

async function fail(deps: SendDeps, begun: Begun, code: string): Promise<void> {
  const { shopId, id } = begun;
  await deps.unit(shopId, (unit) =>
    unit.write(entryOf('mail.failed', begun, code), (rows) =>
      rows.mail.update({ where: { shopId_id: { shopId, id } }, data: { state: 'failed', problem: code } }),
    ),
  );
}

/**
 * Sends a mail. One that may have left when its sender died is sent again under the same Message-ID; its attempts
 * tell so.
 * @throws Failure when trying again later may help
 */
export async function sendMail(deps: SendDeps, input: JobData): Promise<void> {
  const begun = await begin(deps, input);
  if (!begun) return;
  const { shopId, id, messageId, mail } = begun;
  try {
    await deps.mailer.send({ ...mail, messageId });
  } catch (error) {
    if (!(error instanceof Failure) || error.retry) throw error;
    await fail(deps, begun, error.code);
    return;
  }
  await deps.unit(shopId, (unit) =>
    unit.write(entryOf('mail.sent', begun), (rows) =>
      rows.mail.update({
        where: { shopId_id: { shopId, id } },
        data: { state: 'sent', sentAt: deps.now(), problem: null },
      }),
    ),
  );
}

/** For a mail that all retries did not help. */
export async function giveUpMail(deps: Pick<Deps, 'unit'>, { shopId, id }: JobData): Promise<void> {
  await deps.unit(shopId, async (unit) => {
    const where = { shopId, id, state: { in: ['waiting', 'sending'] } };
    const mail = await unit.read.mail.findFirst({ where });
    if (!mail) return;
    await unit.write(entryOf('mail.failed', mail, 'given-up'), (rows) =>
      rows.mail.updateMany({ where, data: { state: 'failed', problem: 'given-up' } }),
    );
  });
}
