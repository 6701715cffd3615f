/** Who bought when: the shop's orders in the sequence of time, a few buyers with many, many with few or none. */
import type { Draw } from './draw.ts';
import type { OrderSpan } from './people.ts';
import type { Person, Population } from './person.ts';
import { DAY_MS } from './scene.ts';

export interface PlannedOrder {
  person: Person;
  guest: boolean;
  placedAt: number;
  /** 0 is the person's first order. */
  nth: number;
}

const HISTORY_MS = 1095 * DAY_MS;
/** Share of the customers who ever bought, and of the orders placed as a guest. */
const BUYERS = 0.8;
const GUEST_ORDERS = 0.08;

/** Number of guests that fit a number of orders: some come back. */
export const guestCountFor = (orders: number) => 2 + Math.floor(orders * GUEST_ORDERS * 0.6);

interface Slot {
  person: Person;
  guest: boolean;
}

/** Puts the planned orders of one person at even distances, each in the next free place. */
function place(slots: (Slot | undefined)[], slot: Slot, span: OrderSpan, count: number): void {
  const size = slots.length;
  for (let k = 0; k < count; k++) {
    const wanted = Math.floor((span.from + ((span.to - span.from) * (k + 0.5)) / count) * size);
    let index = wanted;
    while (slots[index] !== undefined) index++;
    if (index >= size) index = slots.lastIndexOf(undefined);
    if (index < 0) return;
    slots[index] = slot;
  }
}

/** @param heaviest number of orders of the one customer with most */
export function planOrders(
  population: Population,
  size: number,
  heaviest: number,
  draw: Draw,
  now: number,
): PlannedOrder[] {
  const slots = new Array<Slot | undefined>(size).fill(undefined);
  for (const person of [...population.customers, ...population.guests]) {
    for (const span of person.orders) {
      const slot = { person, guest: span.guest === true };
      place(slots, slot, span, span.count === 'heaviest' ? heaviest : span.count);
    }
  }
  // Those with a plan of their own have no further orders.
  const buyers = population.customers.filter(({ named }) => !named);
  const strangers = population.guests.filter(({ named }) => !named);
  const nths = new Map<Person, number>();
  return draw('orders', ({ number }) =>
    slots.flatMap((taken, index) => {
      const guest = number.float() < GUEST_ORDERS;
      const from = guest || buyers.length === 0 ? strangers : buyers;
      // The power makes a heavy tail: a tenth of the buyers places a quarter of the orders.
      const share = number.float() ** 1.8 * (from === buyers ? BUYERS : 1);
      const person = from[Math.floor(share * from.length)];
      const slot = taken ?? (person && { person, guest: from === strangers });
      const age = ((size - index - number.float()) / size) * HISTORY_MS;
      if (slot === undefined) return [];
      const nth = nths.get(slot.person) ?? 0;
      nths.set(slot.person, nth + 1);
      return [{ ...slot, nth, placedAt: Math.floor((now - age) / 1000) * 1000 }];
    }),
  );
}
