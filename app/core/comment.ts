/** What fits into a comment, in UTF-16 units. */
export const MOST_COMMENT = 2_000;
/** So long one's own comment can be taken back: colleagues may have acted on it later. */
export const COMMENT_REMOVABLE_MS = 15 * 60_000;
/** Who wrote it, where that is not one of the staff but the person of the request; staff go by Shopify's numbers. */
export const BY_PERSON = 'person';
