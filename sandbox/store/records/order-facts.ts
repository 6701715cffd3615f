/** What happened in an order, as plain numbers. Every record of the order is made from these facts. */
import { COUNTRIES } from '../countries.ts';
import type { Person } from '../person.ts';
import { DAY_MS, rememberLast, type Scene, type Variant } from '../scene.ts';
import type { NodeRecord } from '../store.ts';

/** All that is kept of an order. */
export interface OrderOrigin {
  /** 0 is the shop's first order. */
  index: number;
  /** Of the order's global id. */
  number: number;
  /** Milliseconds since the epoch. */
  placedAt: number;
  person: Person;
  /** Null for a guest. */
  customer: NodeRecord | null;
  /** 0 is the person's first order. */
  nth: number;
}

const COURSES = ['delivered', 'inTransit', 'unfulfilled', 'cancelled', 'returned', 'unpaid'] as const;
export type Course = (typeof COURSES)[number];

const PAYMENTS = ['card', 'paypal', 'installments', 'local'] as const;
export type Payment = (typeof PAYMENTS)[number];

export interface Line {
  variant: Variant;
  quantity: number;
  totalCents: number;
  /** This line's share of the order's discount. */
  discountCents: number;
  returned: boolean;
}

export interface OrderFacts {
  course: Course;
  payment: Payment;
  lines: readonly Line[];
  discountCode: string | null;
  /** Lines after discounts. */
  subtotalCents: number;
  discountCents: number;
  shippingCents: number;
  /** Included in the prices. */
  taxRate: number;
  totalCents: number;
  refundedCents: number;
  /** Lines that are still the buyer's, after discounts. */
  keptCents: number;
  grams: number;
}

const FIRST_ORDER = 5_900_000_000_000;
const ORDER_STEP = 65_536;
/** A part (line item, parcel, refund ...) has the number of its order times this, plus its place. */
const PARTS = 16;

export const orderNumber = (index: number): number => FIRST_ORDER + index * ORDER_STEP;
export const partNumber = (origin: OrderOrigin, place: number): number => origin.number * PARTS + place;
export const orderNumberOfPart = (number: number): number => Math.floor(number / PARTS);
export const taxWithin = (cents: number, rate: number): number => Math.round(cents - cents / (1 + rate));

function courseOf(roll: number, ageMs: number): Course {
  if (roll < 0.03) return 'cancelled';
  if (ageMs < 2 * DAY_MS) return roll < 0.06 ? 'unpaid' : 'unfulfilled';
  if (ageMs < 8 * DAY_MS) return 'inTransit';
  return roll < 0.12 ? 'returned' : 'delivered';
}

function paymentOf(roll: number): Payment {
  if (roll < 0.66) return 'card';
  if (roll < 0.84) return 'paypal';
  return roll < 0.92 ? 'installments' : 'local';
}

/** Someone who has records of every kind goes through every course and way to pay in turn. */
function forced(origin: OrderOrigin, course: Course, payment: Payment): { course: Course; payment: Payment } {
  if (!origin.person.everything) return { course, payment };
  const { nth } = origin;
  return { course: nth % 3 === 0 ? 'returned' : course, payment: PAYMENTS[nth % PAYMENTS.length] ?? payment };
}

/** Returns the facts of an order; those of the order asked for last are remembered. */
export function orderFacts(scene: Scene): (origin: OrderOrigin) => OrderFacts {
  const make = (origin: OrderOrigin): OrderFacts =>
    scene.draw(`order ${origin.number}`, ({ number, helpers }) => {
      const roll = () => number.float();
      const { course, payment } = forced(
        origin,
        courseOf(roll(), scene.now - origin.placedAt),
        paymentOf(roll()),
      );
      const percent = roll() < 0.15 ? 10 : 0;
      const lines = Array.from({ length: 1 + Math.floor(roll() ** 2 * 4) }, (_, index): Line => {
        const variant = helpers.arrayElement(scene.variants);
        const quantity = roll() < 0.85 ? 1 : 2;
        const totalCents = variant.priceCents * quantity;
        const discountCents = Math.round((totalCents * percent) / 100);
        return {
          variant,
          quantity,
          totalCents,
          discountCents,
          returned: course === 'returned' && index === 0,
        };
      });
      const sum = (of: (line: Line) => number) => lines.reduce((total, line) => total + of(line), 0);
      const subtotalCents = sum((line) => line.totalCents - line.discountCents);
      const returnedCents = sum((line) => (line.returned ? line.totalCents - line.discountCents : 0));
      const shippingCents = subtotalCents > 10_000 ? 0 : 490;
      const totalCents = subtotalCents + shippingCents;
      return {
        course,
        payment,
        lines,
        discountCode: percent > 0 ? 'WELCOME10' : null,
        subtotalCents,
        discountCents: sum((line) => line.discountCents),
        shippingCents,
        taxRate: COUNTRIES[origin.person.country].taxRate,
        totalCents,
        refundedCents: course === 'cancelled' ? totalCents : returnedCents,
        keptCents: course === 'cancelled' ? 0 : subtotalCents - returnedCents,
        grams: sum((line) => line.variant.grams * line.quantity),
      };
    });
  return rememberLast(make);
}
