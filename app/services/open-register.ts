import type { ArchiveFile } from '../adapters/archive/file.ts';
import type { Unit } from '../adapters/db/unit.ts';
import { isSecret, readLinkToken } from '../core/link-token.ts';
import { type RegisterRow, registerHead, registerLine } from '../core/register.ts';
import type { Subject } from '../core/request.ts';
import type { Deps } from './deps.ts';
import { exportActivity } from './read-activity.ts';
import { SYSTEM } from './step-reading.ts';

type RegisterDeps = Pick<Deps, 'unit' | 'vault' | 'now'>;

const PAGE = 500;

async function withLink<Value>(
  deps: Pick<Deps, 'unit' | 'now'>,
  text: string,
  work: (unit: Unit, link: { id: string; expiresAt: Date }) => Promise<Value>,
): Promise<Value | null> {
  const token = readLinkToken(text);
  if (token === null) return null;
  const { shopId, id, secret } = token;
  return deps.unit(shopId, async (unit) => {
    const link = await unit.read.registerLink.findUnique({ where: { shopId_id: { shopId, id } } });
    if (!link || !isSecret(link.secret, secret) || link.expiresAt < deps.now()) return null;
    // In use again: its own staff have the register within the app, and a mailed link is a door beside it.
    const { installedAt } = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
    if (installedAt !== null) return null;
    return work(unit, link);
  });
}

/** What a link leads to; looking changes nothing. Null for a wrong, foreign or expired one. */
export const findRegister = (deps: Pick<Deps, 'unit' | 'now'>, token: string) =>
  withLink(deps, token, async (unit, { expiresAt }) => {
    const { shopId } = unit;
    const shop = await unit.read.shop.findUniqueOrThrow({ where: { shopId } });
    const requests = await unit.read.request.count({ where: { shopId } });
    return { shopName: shop.name ?? shop.domain, timeZone: shop.timeZone, requests, expiresAt };
  });

/** Who it is about, where the key of that still exists. */
async function personOf(
  deps: RegisterDeps,
  unit: Unit,
  { id, subject, subjectKeyId }: { id: string; subject: Uint8Array | null; subjectKeyId: string },
): Promise<string | null> {
  if (subject === null) return null;
  const row = await unit.read.dataKey.findUnique({
    where: { shopId_id: { shopId: unit.shopId, id: subjectKeyId } },
  });
  if (!row) return null;
  const place = { table: 'request', column: 'subject', row: id };
  const key = await deps.vault.unwrap(row);
  const { customerId, email, phone } = JSON.parse(
    deps.vault.open(key, place, subject).toString('utf8'),
  ) as Subject;
  return email ?? phone ?? customerId;
}

/** Why each request was closed, by the last entry that says so. */
async function outcomesOf({ read, shopId }: Unit, ids: string[]): Promise<Map<string, string>> {
  const events = await read.auditEvent.findMany({
    where: { shopId, requestId: { in: ids }, type: 'request.closed' },
    orderBy: { id: 'asc' },
  });
  return new Map(
    events.map(({ requestId, entry }) => [
      requestId ?? '',
      String((JSON.parse(entry) as { data: { reason?: string } }).data.reason ?? 'answered'),
    ]),
  );
}

async function* register(deps: RegisterDeps, shopId: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(registerHead());
  for (let after = 0; ; ) {
    const lines = await deps.unit(shopId, async (unit) => {
      const rows = await unit.read.request.findMany({
        where: { shopId, number: { gt: after } },
        orderBy: { number: 'asc' },
        take: PAGE,
      });
      const outcomes = await outcomesOf(
        unit,
        rows.map(({ id }) => id),
      );
      const made: RegisterRow[] = [];
      for (const row of rows)
        made.push({
          ...{
            number: row.number,
            kind: row.kind,
            source: row.source,
            law: row.jurisdiction,
            state: row.state,
          },
          receivedOn: row.receivedOn.toISOString().slice(0, 10),
          due: row.due.toISOString().slice(0, 10),
          closedAt: row.closedAt?.toISOString() ?? null,
          outcome: row.closedAt === null ? null : (outcomes.get(row.id) ?? null),
          person: await personOf(deps, unit, row),
        });
      return made;
    });
    if (lines.length > 0) yield Buffer.from(lines.map(registerLine).join(''));
    const last = lines.at(-1);
    if (last === undefined || lines.length < PAGE) return;
    after = last.number;
  }
}

async function* log(deps: RegisterDeps, shopId: string): AsyncGenerator<Uint8Array> {
  for await (const line of exportActivity(deps, { shopId, actor: SYSTEM })) yield Buffer.from(line);
}

async function* files(deps: RegisterDeps, shopId: string): AsyncGenerator<ArchiveFile> {
  yield { path: 'register.csv', content: register(deps, shopId) };
  yield { path: 'activity.jsonl', content: log(deps, shopId) };
}

/**
 * Somebody pressed the button: the register and the log of the shop as a ZIP under AES-256. It may be repeated until
 * the link ends; each time is recorded.
 * @param password checked before
 * @returns null when the link no longer leads anywhere
 */
export async function streamRegister(
  deps: RegisterDeps & Pick<Deps, 'zip'>,
  token: string,
  password: string,
): Promise<ReadableStream<Uint8Array> | null> {
  const shopId = await withLink(deps, token, async (unit, { id }) => {
    await unit.write({ type: 'register.downloaded', actor: SYSTEM, data: { link: id } }, (rows) =>
      rows.registerLink.update({
        where: { shopId_id: { shopId: unit.shopId, id } },
        data: { timesUsed: { increment: 1 } },
      }),
    );
    return unit.shopId;
  });
  return shopId === null ? null : deps.zip(files(deps, shopId), { modifiedAt: deps.now(), password });
}
