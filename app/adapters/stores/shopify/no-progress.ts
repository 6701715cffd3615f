import { Failure } from '../../../core/failure.ts';

/** A list that is said to go on and does not: asked again and again, it would never end, and fill the database. */
export const noProgress = (): Failure =>
  new Failure('no-progress', 'Shopify says that a list goes on, and gives nothing more of it.');
