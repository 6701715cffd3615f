/** Hands out what only some people have: wallets, companies, drafts, checkouts, gift cards. */
import { guests, people } from '../people.ts';
import type { Person, Population } from '../person.ts';
import type { Scene } from '../scene.ts';
import type { NodeRecord } from '../store.ts';
import { abandonedCheckout, abandonment, draftOrder, type Shopper } from './basket.ts';
import { insertCompany } from './company.ts';
import { giftCard } from './gift-card.ts';
import { insertWallet } from './wallet.ts';

/** One person in so many. */
const PER_DRAFT = 40;
const PER_CHECKOUT = 20;
const PER_GIFT_CARD = 30;

const isNamed = (person: Person, row: { email: string | null }) => person.named && person.email === row.email;

/** Draws one in `per` of the ordinary people; of the named ones those who have everything, and any given. */
function chosen(person: Person, per: number, ...rows: { email: string | null }[]): boolean {
  if (person.named) return person.everything === true || rows.some((row) => isNamed(person, row));
  return person.n % per === 0;
}

function insertBaskets(scene: Scene, shoppers: readonly Shopper[]): void {
  const { store } = scene;
  const drafting = shoppers.filter(({ person }) =>
    chosen(person, PER_DRAFT, guests.guestOnly, people.hostileStrings),
  );
  for (const [n, shopper] of drafting.entries()) store.insert(draftOrder(scene, n, shopper, 1 + (n % 50)));
  const leaving = shoppers.filter(({ person }) =>
    chosen(person, PER_CHECKOUT, guests.guestOnly, people.emailOnly, people.noOrders, people.hostileStrings),
  );
  for (const [n, shopper] of leaving.entries()) {
    const checkout = abandonedCheckout(scene, n, shopper, 1 + (n % 80));
    store.insert(checkout);
    if (shopper.customer) store.insert(abandonment(scene, n, checkout, shopper.customer));
  }
}

export function insertBelongings(
  scene: Scene,
  population: Population,
  customers: ReadonlyMap<Person, NodeRecord>,
): void {
  const shoppers: Shopper[] = [...population.customers, ...population.guests].map((person) => ({
    person,
    customer: customers.get(person) ?? null,
  }));
  const recipient = shoppers.find(({ person }) => isNamed(person, people.noOrders))?.customer ?? null;
  let cards = 0;
  for (const { person, customer } of shoppers) {
    if (customer === null) continue;
    const owner = { person, customer, since: Date.parse(String(customer.createdAt)) };
    insertWallet(scene, owner);
    if (person.everything) insertCompany(scene, owner);
    if (chosen(person, PER_GIFT_CARD)) {
      scene.store.insert(giftCard(scene, cards++, customer, person.everything ? recipient : null));
    }
  }
  insertBaskets(scene, shoppers);
}
