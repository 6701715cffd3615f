import type { Deps } from './deps.ts';

const PAGE_SIZE = 50;
const EXPORT_PAGE = 1000;

/** The newest audit events first. @param before the id that the page before ended with */
export async function listActivity(
  deps: Pick<Deps, 'unit'>,
  input: { shopId: string; before: string | null },
): Promise<{ events: { id: string; type: string; at: string; entry: string }[]; next: string | null }> {
  const { shopId, before } = input;
  const rows = await deps.unit(shopId, ({ read }) =>
    read.auditEvent.findMany({
      where: { shopId, ...(before === null ? {} : { id: { lt: before } }) },
      orderBy: { id: 'desc' },
      take: PAGE_SIZE + 1,
    }),
  );
  const shown = rows.slice(0, PAGE_SIZE);
  return {
    events: shown.map(({ id, type, at, entry }) => ({ id, type, at: at.toISOString(), entry })),
    next: rows.length > PAGE_SIZE ? (shown.at(-1)?.id ?? null) : null,
  };
}

/** All audit events of the shop from the first on, each exactly as it is stored, one per line. */
export async function* exportActivity(deps: Pick<Deps, 'unit'>, shopId: string): AsyncGenerator<string> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const rows = await deps.unit(shopId, ({ read }) =>
      read.auditEvent.findMany({
        where: { shopId, id: { gt: after } },
        orderBy: { id: 'asc' },
        take: EXPORT_PAGE,
      }),
    );
    for (const { entry } of rows) yield `${entry}\n`;
    const last = rows.at(-1);
    if (last === undefined || rows.length < EXPORT_PAGE) return;
    after = last.id;
  }
}
