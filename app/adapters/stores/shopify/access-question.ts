import { Failure } from '../../../core/failure.ts';
import type { AdminClient } from './admin-client.ts';
import { ShopDetailsDocument } from './generated/documents.ts';

/**
 * Whether Shopify still lets the app into the shop: it does not where the app is uninstalled or the shop is gone.
 * @throws Failure when Shopify does not say so just now
 */
export type HasAccess = (shopDomain: string) => Promise<boolean>;

export function createAccessQuestion(admin: AdminClient): HasAccess {
  return async (shopDomain) => {
    try {
      await admin.run(shopDomain, ShopDetailsDocument, {}, { urgent: true });
      return true;
    } catch (error) {
      if (error instanceof Failure && !error.retry) return false;
      throw error;
    }
  };
}
