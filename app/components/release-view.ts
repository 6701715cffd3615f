import { momentText } from '../core/date-text.ts';
import { DISCLOSURES, type Disclosure } from '../core/disclosure.ts';
import type { ArchiveContent } from '../core/dossier.ts';
import { ARCHIVE_CONTENTS } from '../core/release.ts';
import { type Saying, say } from '../core/saying.ts';
import { sizeText } from '../core/size-text.ts';
import type { RequestDetails } from '../services/read-requests.ts';

/** The newest release of a request in the words of its page. */
export interface ReleaseView {
  requestId: string;
  state: string;
  content: Saying;
  disclosure: Saying;
  /** Who released it: a name, or Shopify's number for whoever is gone. */
  who: Saying;
  /** When it was released; null before. */
  at: Saying | null;
  size: Saying;
  records: number | null;
  redactions: number;
  sha256: string | null;
  problem: Saying | null;
  outdated: boolean;
  timesDownloaded: number;
}

export function releaseView({ id, release, staff, timeZone }: RequestDetails): ReleaseView | null {
  if (release === null) return null;
  const { state, content, disclosure, redactions, bytes, sha256, problem, outdated, timesDownloaded } =
    release;
  const { requestedBy, releasedAt, records } = release;
  return {
    ...{ state, redactions, sha256, problem, outdated, timesDownloaded },
    requestId: id,
    content: ARCHIVE_CONTENTS[content as ArchiveContent]?.label ?? content,
    disclosure: DISCLOSURES[disclosure as Disclosure]?.label ?? disclosure,
    who: staff[requestedBy] ?? say('Staff member {id}', { id: requestedBy }),
    at: releasedAt === null ? null : momentText(releasedAt, timeZone),
    size: sizeText(bytes),
    records,
  };
}
