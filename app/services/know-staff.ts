import type { Unit } from '../adapters/db/unit.ts';
import type { StaffDetails } from '../adapters/stores/shopify/staff-question.ts';
import { Failure } from '../core/failure.ts';
import type { DataKey } from '../core/keys.ts';
import { type Role, roleOf } from '../core/role.ts';
import { say } from '../core/saying.ts';
import type { Deps } from './deps.ts';
import { requireShopKey } from './require-key.ts';

/** Names change seldom: Shopify is asked again after so long. */
const ASK_AGAIN_MS = 86_400_000;

const placeOf = (id: string) => ({ table: 'staff', column: 'sealed', row: id });

interface Visitor {
  shopId: string;
  shopDomain: string;
  /** Shopify's user id. */
  id: string;
  sessionToken: string;
}

/** What is known of somebody of the staff, sealed for their row. */
export const sealStaff = (
  { vault }: Pick<Deps, 'vault'>,
  key: DataKey,
  id: string,
  who: Omit<StaffDetails, 'accountOwner'>,
) => vault.seal(key, placeOf(id), Buffer.from(JSON.stringify(who)));

async function keep(deps: Pick<Deps, 'vault' | 'now'>, unit: Unit, id: string, details: StaffDetails) {
  const { shopId } = unit;
  const { accountOwner, ...who } = details;
  await unit.lockShop();
  const key = await requireShopKey(deps, unit, 'credential');
  const sealed = sealStaff(deps, key, id, who);
  const data = { keyId: key.id, sealed, accountOwner, lastSeenAt: deps.now() };
  const known = await unit.read.staff.count({ where: { shopId, id } });
  const event = { type: 'staff.known', actor: { kind: 'staff', id } } as const;
  await unit.write(known > 0 ? [] : event, (rows) =>
    rows.staff.upsert({
      where: { shopId_id: { shopId, id } },
      create: { shopId, id, firstSeenAt: deps.now(), ...data },
      update: data,
    }),
  );
}

/**
 * Learns the name of a member of staff, once a day, so that the log can say who did what. A page opens all the same
 * when Shopify does not tell it.
 */
export async function knowStaff(
  deps: Pick<Deps, 'unit' | 'vault' | 'now' | 'log' | 'askStaff'>,
  visitor: Visitor,
): Promise<void> {
  const { shopId, shopDomain, id, sessionToken } = visitor;
  const row = await deps.unit(shopId, ({ read }) =>
    read.staff.findUnique({ where: { shopId_id: { shopId, id } } }),
  );
  if (row && deps.now().getTime() - row.lastSeenAt.getTime() < ASK_AGAIN_MS) return;
  try {
    const details = await deps.askStaff(shopDomain, sessionToken, id);
    await deps.unit(shopId, (unit) => keep(deps, unit, id, details));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    deps.log.warn({ shop: shopId, code: error.code }, 'name of staff not learned');
  }
}

export interface StaffMember {
  /** Shopify's user id. */
  id: string;
  name: string;
  role: Role;
  lastSeenAt: string;
}

/** Everybody of the shop's staff who has opened the app, as their colleagues know them. */
export async function listStaff(deps: Pick<Deps, 'vault'>, unit: Unit): Promise<StaffMember[]> {
  const names = await readStaffNames(deps, unit);
  const rows = await unit.read.staff.findMany({
    where: { shopId: unit.shopId },
    orderBy: [{ firstSeenAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map(({ id, role, accountOwner, lastSeenAt }) => ({
    ...{ id, name: names[id] ?? say('Staff member {id}', { id }), role: roleOf({ role, accountOwner }) },
    lastSeenAt: lastSeenAt.toISOString(),
  }));
}

/** The role of a member of staff; one whom Shopify did not tell of is a handler. */
export async function readRole({ read, shopId }: Unit, id: string): Promise<Role> {
  const staff = await read.staff.findUnique({ where: { shopId_id: { shopId, id } } });
  return roleOf(staff ?? { role: null, accountOwner: false });
}

/** Names of the shop's staff by Shopify's user id, for their colleagues; whoever is not in it is known by that id alone. */
export async function readStaffNames(deps: Pick<Deps, 'vault'>, unit: Unit): Promise<Record<string, string>> {
  const rows = await unit.read.staff.findMany({ where: { shopId: unit.shopId } });
  if (rows.length === 0) return {};
  const key = await requireShopKey(deps, unit, 'credential');
  return Object.fromEntries(
    rows.map(({ id, sealed }) => {
      const who = JSON.parse(deps.vault.open(key, placeOf(id), sealed).toString('utf8')) as { name: string };
      return [id, who.name];
    }),
  );
}
