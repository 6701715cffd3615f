import type { Logger } from 'pino';
import type { renderArchive } from '../adapters/archive/render.ts';
import type { sealArchive } from '../adapters/archive/seal.ts';
import type { zip } from '../adapters/archive/zip.ts';
import type { StoreDelivery } from '../adapters/db/intake.ts';
import type { TryLock } from '../adapters/db/lock.ts';
import type { Sweeps } from '../adapters/db/sweeps.ts';
import type { RunUnit } from '../adapters/db/unit.ts';
import type { ErasureList } from '../adapters/erasure-list.ts';
import type { Mailer } from '../adapters/mail.ts';
import type { HasAccess } from '../adapters/stores/shopify/access-question.ts';
import type { FindCustomers } from '../adapters/stores/shopify/customer-search.ts';
import type { FindOrders } from '../adapters/stores/shopify/order-search.ts';
import type { PersonFields } from '../adapters/stores/shopify/person-fields.ts';
import type { AskStaff } from '../adapters/stores/shopify/staff-question.ts';
import type { IntakeKeys } from '../adapters/vault/intake-keys.ts';
import type { Vault } from '../adapters/vault/vault.ts';
import type { Random } from '../core/id.ts';
import type { DataStore } from '../core/store.ts';

/** What every service may use. Time and chance are inputs like the rest. */
export interface Deps {
  now: () => Date;
  random: Random;
  log: Logger;
  unit: RunUnit;
  sweeps: Sweeps;
  /** One holder of a name at a time, over all processes; whoever finds it held does something else. */
  tryLane: TryLock;
  vault: Vault;
  intakeKeys: IntakeKeys;
  storeDelivery: StoreDelivery;
  /** Completed erasures, outside the database. */
  erasures: ErasureList;
  /** By name: the connected data stores. */
  stores: Record<string, DataStore>;
  hasAccess: HasAccess;
  findCustomers: FindCustomers;
  findOrders: FindOrders;
  personFields: PersonFields;
  askStaff: AskStaff;
  renderArchive: typeof renderArchive;
  sealArchive: typeof sealArchive;
  zip: typeof zip;
  mailer: Mailer;
  /** Where the app's own pages are reached from outside. */
  appUrl: string;
}
