import type { Actor } from '../core/audit.ts';
import { eventText } from '../core/audit-text.ts';
import { BY_PERSON, COMMENT_REMOVABLE_MS } from '../core/comment.ts';
import { momentText } from '../core/date-text.ts';
import { say } from '../core/saying.ts';
import type { RequestDetails } from '../services/read-requests.ts';
import { actorText, type EventLine } from './timeline.tsx';

type Reader = Actor & { kind: 'staff' };
type Dated = EventLine & { instant: string };

const authorOf = (createdBy: string): Actor =>
  createdBy === BY_PERSON ? { kind: 'person' } : { kind: 'staff', id: createdBy };

function commentLine(
  request: RequestDetails,
  reader: Reader,
  comment: RequestDetails['comments'][number],
): Dated {
  const { id, text, createdBy, createdAt } = comment;
  const age = Date.parse(request.now) - Date.parse(createdAt);
  return {
    ...{ id, label: createdBy === BY_PERSON ? say('Message of the person') : say('Comment'), detail: '' },
    who: actorText(authorOf(createdBy), reader, request.staff),
    at: momentText(createdAt, request.timeZone),
    instant: createdAt,
    comment: { text, removable: createdBy === reader.id && age <= COMMENT_REMOVABLE_MS },
  };
}

/** What happened to a request and what was said about it, newest first. */
export function timelineOf(request: RequestDetails, reader: Reader): EventLine[] {
  const events = request.events
    // The comment itself says more than that it was added.
    .filter(({ type }) => type !== 'comment.added' || request.shut)
    .map(({ id, type, at, entry }): Dated => {
      const { label, detail, actor } = eventText(type, entry, request.staff, request.collectionTitles);
      const who = actorText(actor, reader, request.staff);
      return { id, label, detail, who, at: momentText(at, request.timeZone), instant: at };
    });
  const comments = request.comments.map((comment) => commentLine(request, reader, comment));
  return [...events, ...comments]
    .sort((one, other) => other.instant.localeCompare(one.instant))
    .map(({ instant, ...line }) => line);
}
