import type pg from 'pg';

/** A row somewhere, by shop: all that a query across shops may return. */
export interface Found {
  shopId: string;
  id: string;
}

/** The named queries across shops; each is a function in the migrations that returns ids only. */
export function createSweeps(pool: pg.Pool) {
  const sweep = async (name: string, at: Date, most: number): Promise<Found[]> => {
    const { rows } = await pool.query(`SELECT shop_id AS "shopId", id FROM ${name}($1, $2)`, [at, most]);
    return rows;
  };
  return {
    /** Deliveries to be opened, oldest first. */
    waitingDeliveries: (at: Date, most: number) => sweep('waiting_deliveries', at, most),
    /** Download links that ended before then. */
    expiredDownloads: (before: Date, most: number) => sweep('expired_downloads', before, most),
    /** Deliveries, none of them waiting to be opened, whose sealed body is older than it may be. */
    outlivedDeliveries: (before: Date, most: number) => sweep('outlived_deliveries', before, most),
    /** Shops whose epoch key is to be changed, or whose change is to be completed; the id is the shop's own. */
    dueRotations: (at: Date, most: number) => sweep('due_rotations', at, most),
    /** Keys of evidence that was locked longer ago than its shop has set. */
    outlivedEvidence: (at: Date, most: number) => sweep('outlived_evidence', at, most),
    /** Invoice data whose retention ended before that day. */
    outlivedRetained: (at: Date, most: number) => sweep('outlived_retained', at, most),
    /** Erasures that are closed and still know whom they were about. */
    unforgottenErasures: (at: Date, most: number) => sweep('unforgotten_erasures', at, most),
    /** Requests whose erasure was carried out by then. */
    completedErasures: (at: Date, most: number) => sweep('completed_erasures', at, most),
    /** Links and sessions of shoppers that ended before then. */
    endedPortalLinks: (before: Date, most: number) => sweep('ended_portal_links', before, most),
    /** Shops with counts of a span of time that ended before then; the id is the shop's own. */
    endedTallies: (before: Date, most: number) => sweep('ended_tallies', before, most),
    /** Requests that were received before then and that nobody has confirmed. */
    unconfirmedRequests: (before: Date, most: number) => sweep('unconfirmed_requests', before, most),
    /** Members of staff who were not seen for as long as their shop keeps evidence; the id is Shopify's. */
    outlivedStaff: (at: Date, most: number) => sweep('outlived_staff', at, most),
  };
}
export type Sweeps = ReturnType<typeof createSweeps>;
