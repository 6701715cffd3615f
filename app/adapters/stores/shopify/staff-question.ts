import { z } from 'zod';
import { Failure } from '../../../core/failure.ts';

/** Who a member of staff is, as Shopify says. */
export interface StaffDetails {
  name: string;
  email: string | null;
  accountOwner: boolean;
}
/** @throws Failure when Shopify does not tell it just now */
export type AskStaff = (shopDomain: string, sessionToken: string, id: string) => Promise<StaffDetails>;

/** A page waits for the answer, and opens without it. */
const WITHIN_MS = 3_000;

const reply = z.object({
  associated_user: z.object({
    id: z.number(),
    first_name: z.string().nullish(),
    last_name: z.string().nullish(),
    email: z.string().nullish(),
    account_owner: z.boolean().default(false),
  }),
});

const untold = (cause?: unknown) =>
  new Failure('staff-untold', 'Shopify did not say who this member of staff is', { retry: true, cause });

/**
 * Asks Shopify whose session token this is. The only answer that names them is an exchange for an online access
 * token; the token itself is thrown away, for the app acts under the shop's offline one (docs/decisions/009).
 */
export function createStaffQuestion({ apiKey, apiSecret }: { apiKey: string; apiSecret: string }): AskStaff {
  return async (shopDomain, sessionToken, id) => {
    const response = await fetch(`https://${shopDomain}/admin/oauth/access_token`, {
      method: 'POST',
      // It would take the app's secret along.
      redirect: 'error',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({
        client_id: apiKey,
        client_secret: apiSecret,
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: sessionToken,
        subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
        requested_token_type: 'urn:shopify:params:oauth:token-type:online-access-token',
      }),
      signal: AbortSignal.timeout(WITHIN_MS),
    }).catch((cause) => {
      throw untold(cause);
    });
    const { data } = reply.safeParse(response.ok ? await response.json().catch(() => null) : null);
    if (!data || String(data.associated_user.id) !== id) throw untold();
    const { first_name, last_name, email, account_owner: accountOwner } = data.associated_user;
    const name = [first_name, last_name].filter(Boolean).join(' ').trim() || (email ?? '');
    if (name === '') throw untold();
    return { name, email: email ?? null, accountOwner };
  };
}
