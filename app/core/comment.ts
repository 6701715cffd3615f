/** What fits into a comment, in UTF-16 units. */
export const MOST_COMMENT = 2_000;
/** So long one's own comment can be taken back: colleagues may have acted on it later. */
export const COMMENT_REMOVABLE_MS = 15 * 60_000;
