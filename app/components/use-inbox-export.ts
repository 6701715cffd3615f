import { useState } from 'react';
import { type InboxQuery, writeQuery } from '../core/inbox.ts';
import type { Saying } from '../core/saying.ts';
import { saveFile } from './save-file.ts';

const FAILED =
  'The export did not arrive whole, and nothing was saved. The requests themselves are untouched. Check your connection and try again.';

/** The list, or the chosen rows of it, as a file. It is fetched, for App Bridge adds the session to a fetch and not to a link. */
export function useInboxExport(query: InboxQuery) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Saying | null>(null);
  const run = async (chosen: { number: number }[] | null) => {
    setBusy(true);
    setProblem(null);
    try {
      const numbers = chosen === null ? '' : `&numbers=${chosen.map(({ number }) => number).join(',')}`;
      const response = await fetch(`/app/requests/export?${writeQuery(query)}${numbers}`);
      if (response.status === 403) setProblem(await response.text());
      else if (!response.ok) throw new Error(`status ${response.status}`);
      else saveFile(await response.blob(), 'privacy-desk-requests.csv');
    } catch {
      setProblem(FAILED);
    }
    setBusy(false);
  };
  return { run, busy, problem };
}
