/** Fills a store with a shop's life: the same seed and the same present give the same data, byte for byte. */
import { createDraw } from './draw.ts';
import type { MemoryStore } from './memory-store.ts';
import { guestCountFor, type PlannedOrder, planOrders } from './order-plan.ts';
import { makePopulation, type Person } from './person.ts';
import { insertBelongings } from './records/belongings.ts';
import { insertBlog } from './records/blog.ts';
import { customerRecords } from './records/customer.ts';
import { insertDispute } from './records/dispute.ts';
import { orderRecords } from './records/order.ts';
import { orderNumber } from './records/order-facts.ts';
import { locateOrderParts } from './records/order-parts.ts';
import { insertPrivacySettings } from './records/privacy.ts';
import { insertReviews } from './records/reviews.ts';
import { insertSegments } from './records/segments.ts';
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

/** One order in so many is charged back. */
const ORDERS_PER_DISPUTE = 400;

/** Customers made some time before their first order, or at any time if they have none. */
function createdAt(scene: Scene, person: Person, first: PlannedOrder | undefined): number {
  return scene.draw(`customer ${person.n} since`, ({ number }) => {
    const end = first?.placedAt ?? scene.now - number.int({ min: 1, max: 1000 }) * DAY_MS;
    return end - number.int({ min: 60, max: 30 * 86_400 }) * 1000;
  });
}

function insertCustomers(
  scene: Scene,
  customers: readonly Person[],
  plan: readonly PlannedOrder[],
): ReadonlyMap<Person, NodeRecord> {
  const firstOrders = new Map<Person, PlannedOrder>();
  for (const planned of plan) if (planned.nth === 0) firstOrders.set(planned.person, planned);
  const make = customerRecords(scene);
  const records = new Map<Person, NodeRecord>();
  for (const person of customers) {
    const since = createdAt(scene, person, firstOrders.get(person));
    records.set(person, make({ person, createdAt: since }));
  }
  return records;
}

function insertOrders(
  scene: Scene,
  plan: readonly PlannedOrder[],
  customers: ReadonlyMap<Person, NodeRecord>,
): void {
  const make = orderRecords(scene);
  let disputes = 0;
  for (const [index, { person, guest, placedAt, nth }] of plan.entries()) {
    const customer = guest ? null : (customers.get(person) ?? null);
    const order = make({ index, number: orderNumber(index), placedAt, person, customer, nth });
    scene.store.insert(order);
    const isDisputed = person.everything ? nth === 1 : index % ORDERS_PER_DISPUTE === 3;
    if (isDisputed) insertDispute(scene, disputes++, order, person);
  }
  scene.store.addLocate(locateOrderParts(scene.store));
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
  insertPrivacySettings(scene);
  const records = insertCustomers(scene, population.customers, plan);
  insertOrders(scene, plan, records);
  insertBelongings(scene, population, records);
  insertSegments(scene);
  const talkative = [...population.customers, ...population.guests].filter(
    ({ n, email, named, everything, attribute }) =>
      email !== null && (everything || (named ? attribute !== undefined : n % 25 === 0)),
  );
  insertBlog(scene, talkative);
  insertReviews(scene, talkative);
}
