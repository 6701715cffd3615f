/** Which of a shop's staff sits before the screen: a cookie of the shell, unknown to the app. */
import type { IncomingMessage } from 'node:http';
import type { Shop, Staff } from '#sandbox/world.ts';
import { storeName } from './frame-address.ts';

const cookieName = (shop: Shop) => `sandbox_staff_${storeName(shop)}`;

function cookieOf({ headers }: IncomingMessage, name: string): string | undefined {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([key]) => key === name)?.[1];
}

/** @throws Error when the shop has no staff at all */
export function chosenStaff(request: IncomingMessage, shop: Shop): Staff {
  const id = Number(cookieOf(request, cookieName(shop)));
  const staff =
    shop.staff.find((one) => one.id === id) ?? shop.staff.find((one) => one.accountOwner) ?? shop.staff[0];
  if (!staff) throw new Error(`${shop.domain} has no staff: seed it with at least an account owner.`);
  return staff;
}

/** The cookie that keeps a choice. */
export const staffCookie = (shop: Shop, staff: Staff): string =>
  `${cookieName(shop)}=${staff.id}; Path=/; HttpOnly; SameSite=Lax`;
