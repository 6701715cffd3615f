import { useParams } from '@remix-run/react';

/** Where a request's review is, or one part of it. */
export const reviewPath = (number: number | string, collection?: string): string =>
  `/app/requests/${number}/review${collection === undefined ? '' : `/${collection}`}`;

/** The same for the request of the page that is shown. */
export function useReviewPath(collection?: string): string {
  const { number = '' } = useParams();
  return reviewPath(number, collection);
}
