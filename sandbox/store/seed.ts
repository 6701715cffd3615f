/** Fills a store with a shop's life: the same seed and the same present give the same data, byte for byte. */
import { createDraw } from './draw.ts';
import type { MemoryStore } from './memory-store.ts';
import { guestCountFor, type PlannedOrder, planOrders } from './order-plan.ts';
import { makePopulation, type Person } from './person.ts';
import { customerRecords } from './records/customer.ts';
import { orderRecords } from './records/order.ts';
import { orderNumber } from './records/order-facts.ts';
import { insertShopFloor, makeLocation, makeStaffMember, makeVariants } from './records/shop-floor.ts';
import { DAY_MS, type Scene } from './scene.ts';
import type { NodeRecord } from './store.ts';

export interface SeedOptions {
  seed: number;
  /** 500 unless told; the special people of `people.ts` are the first of them. */
  customers?: number;
  /** 5,000 unless told. */
  orders?: number;
  /** Orders of `people.thousandOrders`: 1,000, or a fifth of all where there are fewer than 5,000. */
  heaviest?: number;
  /** The present, in milliseconds since the epoch: the newest order is placed just before it. */
  now: number;
  /** demo.myshopify.com unless told. */
  domain?: string;
  /** EUR unless told. */
  currency?: string;
}

/** Customers made long before their first order, or at any time if they have none. */
function createdAt(scene: Scene, person: Person, first: PlannedOrder | undefined): number {
  return scene.draw(`customer ${person.n} since`, ({ number }) => {
    const end = first?.placedAt ?? scene.now - number.int({ min: 1, max: 1000 }) * DAY_MS;
    return end - number.int({ min: 60, max: 30 * 86_400 }) * 1000;
  });
}

export function seedStore(store: MemoryStore, options: SeedOptions): void {
  const { seed, customers = 500, orders = 5000, now } = options;
  const { domain = 'demo.myshopify.com', currency = 'EUR' } = options;
  const draw = createDraw(seed);
  const [variants, location, staff] = [makeVariants(draw, now), makeLocation(now), makeStaffMember(domain)];
  const scene: Scene = { store, draw, now, domain, currency, variants, location, staff };
  const population = makePopulation(customers, guestCountFor(orders), draw);
  const heaviest = options.heaviest ?? Math.min(1000, Math.floor(orders / 5));
  const plan = planOrders(population, orders, heaviest, draw, now);

  insertShopFloor(scene);
  const firstOrders = new Map<Person, PlannedOrder>();
  for (const planned of plan) if (planned.nth === 0) firstOrders.set(planned.person, planned);
  const makeCustomer = customerRecords(scene);
  const customerOf = new Map<Person, NodeRecord>();
  for (const person of population.customers) {
    customerOf.set(
      person,
      makeCustomer({ person, createdAt: createdAt(scene, person, firstOrders.get(person)) }),
    );
  }
  const makeOrder = orderRecords(scene);
  for (const [index, { person, guest, placedAt, nth }] of plan.entries()) {
    const customer = guest ? null : (customerOf.get(person) ?? null);
    store.insert(makeOrder({ index, number: orderNumber(index), placedAt, person, customer, nth }));
  }
}
