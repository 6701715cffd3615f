/** The shop's own privacy settings, as Shopify sets them for a new shop. */
import { gid, type Scene } from '../scene.ts';

/** Where visitors are asked first, and where they may opt out of the sale of data. */
const POLICIES = [
  { countryCode: 'DE', regionCode: null, consentRequired: true, dataSaleOptOutRequired: false },
  { countryCode: 'FR', regionCode: null, consentRequired: true, dataSaleOptOutRequired: false },
  { countryCode: 'GB', regionCode: null, consentRequired: true, dataSaleOptOutRequired: false },
  { countryCode: 'US', regionCode: 'CA', consentRequired: false, dataSaleOptOutRequired: true },
  { countryCode: 'US', regionCode: 'VA', consentRequired: false, dataSaleOptOutRequired: true },
] as const;

export function insertPrivacySettings({ store }: Scene): void {
  store.insert({
    __typename: 'PrivacySettings',
    // Not in the schema: the store keeps every record by an id.
    id: gid('PrivacySettings', 1),
    banner: { __typename: 'CookieBanner', enabled: true, autoManaged: true },
    dataSaleOptOutPage: { __typename: 'DataSaleOptOutPage', autoManaged: true },
    privacyPolicy: { __typename: 'PrivacyPolicy', autoManaged: true, supportedLocales: ['en', 'de', 'fr'] },
  });
  for (const [n, policy] of POLICIES.entries()) {
    store.insert({
      __typename: 'ConsentPolicy',
      id: gid('ConsentPolicy', 310_001 + n),
      shopId: gid('Shop', 70_100_000),
      ...policy,
    });
  }
}
