/** What is not about any customer: the products on sale, the place they are sent from, the staff. */
import type { Draw } from '../draw.ts';
import { decimal } from '../money.ts';
import { dateTime, gid, type Scene, type Variant } from '../scene.ts';
import type { NodeRecord } from '../store.ts';

const FIRST_PRODUCT = 8_100_000_000_000;
const FIRST_VARIANT = 44_100_000_000_000;
const PRODUCTS = 60;
const OPENED_MS = 1095 * 86_400_000;

/** One product with its one variant; each knows the other. */
export function makeVariant(n: number, draw: Draw, now: number): Variant {
  return draw(`product ${n}`, (faker) => {
    const title = faker.commerce.productName();
    const priceCents = faker.number.int({ min: 5, max: 190 }) * 100 - 10;
    const created = dateTime(now - OPENED_MS);
    const product: NodeRecord = {
      __typename: 'Product',
      id: gid('Product', FIRST_PRODUCT + n * 4096),
      legacyResourceId: String(FIRST_PRODUCT + n * 4096),
      title,
      handle: `${title.toLowerCase().replace(/[^a-z]+/g, '-')}-${n}`,
      vendor: faker.helpers.arrayElement(['Nordlicht', 'Atelier Example', 'Studio Test']),
      productType: faker.commerce.department(),
      status: 'ACTIVE',
      tags: [],
      createdAt: created,
      updatedAt: created,
    };
    const variant: NodeRecord = {
      __typename: 'ProductVariant',
      id: gid('ProductVariant', FIRST_VARIANT + n * 4096),
      legacyResourceId: String(FIRST_VARIANT + n * 4096),
      title: 'Default Title',
      displayName: `${title} - Default Title`,
      sku: `SKU-${String(n).padStart(4, '0')}`,
      price: decimal(priceCents),
      product: () => product,
      createdAt: created,
      updatedAt: created,
    };
    product.variants = () => [variant];
    return { product, variant, priceCents, grams: faker.number.int({ min: 50, max: 3000 }) };
  });
}

export function makeVariants(draw: Draw, now: number): [Variant, ...Variant[]] {
  const rest = Array.from({ length: PRODUCTS - 1 }, (_, index) => makeVariant(index + 1, draw, now));
  return [makeVariant(0, draw, now), ...rest];
}

export function makeLocation(now: number): NodeRecord {
  return {
    __typename: 'Location',
    id: gid('Location', 70_100_000_001),
    legacyResourceId: '70100000001',
    name: 'Main warehouse',
    isActive: true,
    fulfillsOnlineOrders: true,
    shipsInventory: true,
    createdAt: dateTime(now - OPENED_MS),
    updatedAt: dateTime(now - OPENED_MS),
  };
}

export function makeStaffMember(domain: string): NodeRecord {
  return {
    __typename: 'StaffMember',
    id: gid('StaffMember', 90_100_000_001),
    firstName: 'Avery',
    lastName: 'Stone',
    name: 'Avery Stone',
    email: `avery.stone@${domain.split('.', 1)[0]}.example`,
    active: true,
    exists: true,
    isShopOwner: true,
    locale: 'en',
  };
}

export function insertShopFloor({ store, variants, location, staff }: Scene): void {
  for (const { product, variant } of variants) {
    store.insert(product);
    store.insert(variant);
  }
  store.insert(location);
  store.insert(staff);
}
